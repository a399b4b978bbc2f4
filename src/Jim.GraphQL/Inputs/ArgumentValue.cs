using Jim.GraphQL.Types;

namespace Jim.GraphQL.Inputs;

/// <summary>
/// A coerced argument as a planner reads it: the value and, where it came from a variable, from which one and where inside, so that a plan
/// can be kept and run again with other variables of the same shape.
/// </summary>
public sealed class ArgumentValue
{
    /// <summary>The type of the place that the value was coerced for.</summary>
    public required GraphQLType Type { get; init; }

    /// <summary>Coerced as in <see cref="VariableValues"/>.</summary>
    public required object? Value { get; init; }

    /// <summary>Set when this very value is a variable's, or lies inside one.</summary>
    public VariablePath? Origin { get; init; }

    /// <summary>For an input object: its given fields in written order.</summary>
    public IReadOnlyList<KeyValuePair<InputValueDefinition, ArgumentValue>> Fields
    {
        get => field ??= Value is InputObject input && Origin is { } origin
            ? [.. input.Fields.Select(f => KeyValuePair.Create(f.Key, Inside(f.Key.Type, f.Value, origin.Child(f.Key.Name))))]
            : [];
        init;
    }

    /// <summary>For a list: its items.</summary>
    public IReadOnlyList<ArgumentValue> Items
    {
        get => field ??= Value is object?[] items && Origin is { } origin && Type.Nullable is ListType list
            ? [.. items.Select((item, i) => Inside(list.OfType, item, origin.Child(i)))]
            : [];
        init;
    }

    /// <summary>True when null was given or defaulted; an argument that is absent has no <see cref="ArgumentValue"/> at all.</summary>
    public bool IsNull => Value is null;

    /// <summary>The given field of that name, or null when absent.</summary>
    public ArgumentValue? Field(string name) => Fields.FirstOrDefault(f => f.Key.Name == name).Value;

    // Parts of a variable are made when they are looked at: a document may name a large variable in thousands of places.
    private static ArgumentValue Inside(GraphQLType type, object? value, VariablePath origin) =>
        new() { Type = type, Value = value, Origin = origin };
}
