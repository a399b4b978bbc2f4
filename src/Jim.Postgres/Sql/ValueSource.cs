using Jim.GraphQL.Inputs;

namespace Jim.Postgres.Sql;

/// <summary>Where a parameter's value comes from when a plan runs.</summary>
public abstract class ValueSource
{
    /// <summary>Two sources with the same key give the same value in every run; they share one parameter.</summary>
    public abstract string Key { get; }

    /// <summary>The value in one run, before it is encoded for Postgres; null is SQL's null.</summary>
    public abstract object? Read(RunValues values);
}

/// <summary>What differs between the runs of a plan.</summary>
/// <param name="Variables">The variables of the request.</param>
/// <param name="Generated">The keys that were made for this run, by slot (<see cref="GeneratedSource"/>).</param>
public readonly record struct RunValues(VariableValues Variables, Guid[] Generated)
{
    /// <summary>The keys that are looked for, a list of texts for each column (<see cref="KeyTextsSource"/>).</summary>
    public string[][] Keys { get; init; } = [];

    /// <summary>For a plan that needs no generated keys.</summary>
    public static RunValues Create(VariableValues variables) => new(variables, []);
}

/// <summary>A value that is written in the document and thereby part of the plan.</summary>
/// <param name="value">The value.</param>
/// <param name="ordinal">Tells the constants of a plan apart.</param>
public sealed class ConstantSource(object? value, int ordinal) : ValueSource
{
    public override string Key { get; } = $"#{ordinal}";

    public override object? Read(RunValues values) => value;
}

/// <summary>The value at a path inside a variable.</summary>
public sealed class VariableSource(VariablePath path) : ValueSource
{
    public override string Key { get; } = "$" + path.Variable + string.Concat(path.Below.Select(segment => $".{segment}"));

    public override object? Read(RunValues values) => values.Variables.At(path);
}

/// <summary>
/// A key that Jim makes. It is a UUID of version 7, which begins with the time, so that new rows are side by side in the index.
/// </summary>
public sealed class GeneratedSource(int slot) : ValueSource
{
    public override string Key { get; } = $"new{slot}";

    public override object? Read(RunValues values) => values.Generated[slot];
}

/// <summary>The values of one column of the keys that are looked for.</summary>
public sealed class KeyTextsSource(int column) : ValueSource
{
    public override string Key { get; } = $"key{column}";

    public override object? Read(RunValues values) => values.Keys[column];
}

/// <summary>A list that is written in the document and has variables among its items.</summary>
public sealed class ListSource(IReadOnlyList<ValueSource> items) : ValueSource
{
    public override string Key { get; } = "[" + string.Join(',', items.Select(i => i.Key)) + "]";

    public override object? Read(RunValues values) => items.Select(i => i.Read(values)).ToArray();
}
