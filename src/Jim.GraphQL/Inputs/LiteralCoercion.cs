namespace Jim.GraphQL.Inputs;

/// <summary>Coerces a literal to an input type, with variables replaced by their values (spec 3.5 - 3.12, 5.6.1).</summary>
public static class LiteralCoercion
{
    /// <summary>
    /// False when the literal does not fit the type, which cannot happen after validation, or when a variable in it has no value where one
    /// is required.
    /// </summary>
    public static bool TryCoerce(SchemaView view, ValueNode literal, GraphQLType type, VariableValues variables, out object? value)
    {
        var fits = LiteralReader.TryRead(view, literal, type, variables, out var read);
        value = read?.Value;
        return fits;
    }

    /// <summary>True for a variable that has neither a value nor a default value. It counts as if it had not been written.</summary>
    internal static bool IsAbsent(ValueNode literal, VariableValues variables) =>
        literal is VariableNode variable && !variables.TryGet(variable.Name, out _);
}
