using Jim.GraphQL.Inputs;

namespace Jim.Postgres.Sql;

/// <summary>Where a parameter's value comes from when a plan runs.</summary>
public abstract class ValueSource
{
    /// <summary>Two sources with the same key give the same value in every run; they share one parameter.</summary>
    public abstract string Key { get; }

    public abstract object? Read(RunValues values);
}

/// <summary>What differs from run to run of one plan.</summary>
/// <param name="Generated">Keys that this run made, by slot.</param>
public readonly record struct RunValues(VariableValues Variables, Guid[] Generated)
{
    public static RunValues Create(VariableValues variables) => new(variables, []);
}

/// <summary>A value that stands in the document, hence in the plan.</summary>
public sealed class ConstantSource(object? value, int ordinal) : ValueSource
{
    public override string Key { get; } = $"#{ordinal}";

    public override object? Read(RunValues values) => value;
}

/// <summary>A place inside a variable.</summary>
public sealed class VariableSource(VariablePath path) : ValueSource
{
    public override string Key { get; } = "$" + path.Variable + string.Concat(path.Below.Select(segment => $".{segment}"));

    public override object? Read(RunValues values) => values.Variables.At(path);
}

/// <summary>A key that Jim generates, a UUID of version 7 so that new rows lie together in the index.</summary>
public sealed class GeneratedSource(int slot) : ValueSource
{
    public override string Key { get; } = $"new{slot}";

    public override object? Read(RunValues values) => values.Generated[slot];
}

/// <summary>A list that is written in the document and has variables among its items.</summary>
public sealed class ListSource(IReadOnlyList<ValueSource> items) : ValueSource
{
    public override string Key { get; } = "[" + string.Join(',', items.Select(i => i.Key)) + "]";

    public override object? Read(RunValues values) => items.Select(i => i.Read(values)).ToArray();
}
