namespace Jim.GraphQL.Inputs;

/// <summary>Coerces the arguments of a field or directive: CoerceArgumentValues (spec 6.4.1).</summary>
public static class ArgumentReader
{
    /// <summary>
    /// The arguments that are given or have a default value, in the order of their definition. Others are not in the list. Throws
    /// <see cref="GraphQLException"/> with locations but without a path when a required value is missing; that is an execution error of the
    /// field.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<InputValueDefinition, ArgumentValue>> Read(
        SchemaView view, FieldDefinition field, FieldNode node, VariableValues variables, Source? source = null) =>
        field.Arguments.Count == 0 ? [] : Read(view, field.Arguments, node.Arguments, node, variables, source);

    /// <summary>The arguments of a directive, by the same rules.</summary>
    public static IReadOnlyList<KeyValuePair<InputValueDefinition, ArgumentValue>> Read(
        SchemaView view, DirectiveDefinition directive, DirectiveNode node, VariableValues variables, Source? source = null) =>
        Read(view, directive.Arguments, node.Arguments, node, variables, source);

    private static List<KeyValuePair<InputValueDefinition, ArgumentValue>> Read(
        SchemaView view, FieldMap<InputValueDefinition> definitions, ImmutableArray<ArgumentNode> nodes, SyntaxNode owner,
        VariableValues variables, Source? source)
    {
        var read = new List<KeyValuePair<InputValueDefinition, ArgumentValue>>(definitions.Count);
        foreach (var definition in definitions)
        {
            var node = view.Sees(definition.VisibleTo) ? nodes.LastOrDefault(n => n.Name.Value == definition.Name) : null;
            if (ReadOne(view, definition, node?.Value, owner, variables, source) is { } value)
            {
                read.Add(new(definition, value));
            }
        }

        return read;
    }

    private static ArgumentValue? ReadOne(
        SchemaView view, InputValueDefinition definition, ValueNode? literal, SyntaxNode owner, VariableValues variables, Source? source)
    {
        if (literal is null || LiteralCoercion.IsAbsent(literal, variables))
        {
            if (definition.DefaultValue is { } byDefault)
            {
                return LiteralReader.TryRead(view, byDefault, definition.Type, VariableValues.None, out var defaulted) ? defaulted
                    : throw new GraphQLException(CoercionErrors.ArgumentInvalid(source, owner, definition));
            }

            return definition.Type.IsNonNull
                ? throw new GraphQLException(CoercionErrors.ArgumentRequired(source, literal ?? owner, definition))
                : null;
        }

        if (definition.Type.IsNonNull && IsNull(literal, variables))
        {
            throw new GraphQLException(CoercionErrors.ArgumentNull(source, literal, definition));
        }

        return LiteralReader.TryRead(view, literal, definition.Type, variables, out var value) ? value
            : throw new GraphQLException(CoercionErrors.ArgumentInvalid(source, literal, definition));
    }

    private static bool IsNull(ValueNode literal, VariableValues variables) =>
        literal is NullValueNode || (literal is VariableNode variable && variables.TryGet(variable.Name, out var value) && value is null);
}
