namespace Jim.GraphQL.Inputs;

/// <summary>Reads literals into <see cref="ArgumentValue"/> trees, which record the variable from which each part came.</summary>
internal static class LiteralReader
{
    public static bool TryRead(SchemaView view, ValueNode literal, GraphQLType type, VariableValues variables, out ArgumentValue? read)
    {
        if (literal is VariableNode variable)
        {
            read = variables.TryGet(variable.Name, out var given) && !(given is null && type.IsNonNull)
                ? new ArgumentValue { Type = type, Value = given, Origin = new VariablePath(variable.Name, []) }
                : null;
            return read is not null;
        }

        if (literal is NullValueNode)
        {
            read = type.IsNonNull ? null : new ArgumentValue { Type = type, Value = null };
            return read is not null;
        }

        read = type.Nullable switch
        {
            ListType list => ReadList(view, literal, type, list, variables),
            InputObjectType input => literal is ObjectValueNode fields ? ReadObject(view, fields, type, input, variables) : null,
            EnumType names => ReadEnum(view, literal, type, names),
            ScalarType scalar => ReadScalar(literal, type, scalar, variables),
            _ => null,
        };
        return read is not null;
    }

    private static ArgumentValue? ReadList(SchemaView view, ValueNode literal, GraphQLType type, ListType list, VariableValues variables)
    {
        // A value that is not a list is coerced to a list with that one item (spec 3.11).
        ImmutableArray<ValueNode> nodes = literal is ListValueNode many ? many.Items : [literal];
        var items = new ArgumentValue[nodes.Length];
        var values = new object?[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            if (LiteralCoercion.IsAbsent(nodes[i], variables) && !list.OfType.IsNonNull)
            {
                items[i] = new ArgumentValue { Type = list.OfType, Value = null };
                continue;
            }

            if (!TryRead(view, nodes[i], list.OfType, variables, out var item))
            {
                return null;
            }

            items[i] = item!;
            values[i] = item!.Value;
        }

        return new ArgumentValue { Type = type, Value = values, Items = items };
    }

    private static ArgumentValue? ReadObject(
        SchemaView view, ObjectValueNode literal, GraphQLType type, InputObjectType input, VariableValues variables)
    {
        var given = new List<KeyValuePair<InputValueDefinition, ArgumentValue>>(literal.Fields.Length);
        foreach (var node in literal.Fields)
        {
            if (!view.TryGetInputField(input, node.Name.Value, out var field))
            {
                return null;
            }

            if (LiteralCoercion.IsAbsent(node.Value, variables))
            {
                continue;
            }

            if (!TryRead(view, node.Value, field.Type, variables, out var value))
            {
                return null;
            }

            given.Add(new(field, value!));
        }

        // A oneOf input object has exactly one entry, which is not an absent variable and not null (spec 3.10.1).
        if (input.IsOneOf && (literal.Fields.Length != 1 || given.Count != 1 || given[0].Value.IsNull))
        {
            return null;
        }

        return AddDefaults(view, input, given)
            ? new ArgumentValue
            {
                Type = type, Fields = given,
                Value = new InputObject(
                    input, [.. given.Select(g => new KeyValuePair<InputValueDefinition, object?>(g.Key, g.Value.Value))]),
            }
            : null;
    }

    private static bool AddDefaults(SchemaView view, InputObjectType input, List<KeyValuePair<InputValueDefinition, ArgumentValue>> given)
    {
        foreach (var field in input.Fields)
        {
            if (given.Exists(g => ReferenceEquals(g.Key, field)))
            {
                continue;
            }

            if (field.DefaultValue is not null)
            {
                if (!TryRead(view, field.DefaultValue, field.Type, VariableValues.None, out var value))
                {
                    return false;
                }

                given.Add(new(field, value!));
            }
            else if (field.Type.IsNonNull && view.Sees(field.VisibleTo))
            {
                return false;
            }
        }

        return true;
    }

    private static ArgumentValue? ReadEnum(SchemaView view, ValueNode literal, GraphQLType type, EnumType names) =>
        literal is EnumValueNode name && names.Values.TryGet(name.Name, out var value) && view.Sees(value.VisibleTo)
            ? new ArgumentValue { Type = type, Value = value }
            : null;

    private static ArgumentValue? ReadScalar(ValueNode literal, GraphQLType type, ScalarType scalar, VariableValues variables)
    {
        if (literal is ListValueNode or ObjectValueNode)
        {
            literal = VariableSubstitution.Apply(literal, variables);
        }

        return scalar.Coercion.TryParseLiteral(literal, out var value, out _) ? new ArgumentValue { Type = type, Value = value } : null;
    }
}
