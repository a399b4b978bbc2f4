namespace Jim.GraphQL.Inputs;

/// <summary>
/// A coerced argument for a planner: the value and, if it came from a variable, the variable and the place inside it. With these a plan can
/// be kept and run again with other variables of the same shape.
/// </summary>
public sealed class ArgumentValue
{
    /// <summary>The type to which the value was coerced.</summary>
    public required GraphQLType Type { get; init; }

    /// <summary>The coerced value, of the .NET types that <see cref="VariableValues"/> describes.</summary>
    public required object? Value { get; init; }

    /// <summary>The variable and the place inside it when the value is that of a variable or a part of it; else null.</summary>
    public VariablePath? Origin { get; init; }

    /// <summary>For an input object, the given fields in written order.</summary>
    public IReadOnlyList<KeyValuePair<InputValueDefinition, ArgumentValue>> Fields
    {
        get => field ??= Value is InputObject input && Origin is { } origin
            ? [.. input.Fields.Select(f => KeyValuePair.Create(f.Key, Inside(f.Key.Type, f.Value, origin.Child(f.Key.Name))))]
            : [];
        init;
    }

    /// <summary>For a list, its items.</summary>
    public IReadOnlyList<ArgumentValue> Items
    {
        get => field ??= Value is object?[] items && Origin is { } origin && Type.Nullable is ListType list
            ? [.. items.Select((item, i) => Inside(list.OfType, item, origin.Child(i)))]
            : [];
        init;
    }

    /// <summary>True when null was given or is the default value. An absent argument has no <see cref="ArgumentValue"/> at all.</summary>
    public bool IsNull => Value is null;

    /// <summary>The given field of that name; null when it is absent.</summary>
    public ArgumentValue? Field(string name) => Fields.FirstOrDefault(f => f.Key.Name == name).Value;

    // The parts of a variable are created only when they are read, because a document may use one large variable in thousands of places.
    private static ArgumentValue Inside(GraphQLType type, object? value, VariablePath origin) =>
        new() { Type = type, Value = value, Origin = origin };
}
