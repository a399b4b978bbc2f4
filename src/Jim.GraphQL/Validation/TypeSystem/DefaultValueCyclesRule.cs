namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// The default value of an input object's field does not contain an object that needs the same default value (spec 3.10, Input Objects).
/// </summary>
internal sealed class DefaultValueCyclesRule : ISchemaRule
{
    private static readonly ObjectValueNode Empty = new([], SourceRange.None);

    public IEnumerable<GraphQLError> Check(Schema schema) =>
        from type in schema.Types.OfType<InputObjectType>()
        where HasCycle(type, Empty, [])
        select TypeSystemErrors.DefaultCycle(type);

    /// <summary>InputObjectDefaultValueHasCycle (spec 3.10).</summary>
    private static bool HasCycle(InputObjectType type, ValueNode value, ImmutableHashSet<InputValueDefinition> visited) => value switch
    {
        ListValueNode list => list.Items.Any(item => HasCycle(type, item, visited)),
        ObjectValueNode given => type.Fields.Any(field => HasCycle(field, given, visited)),
        _ => false,
    };

    /// <summary>InputFieldDefaultValueHasCycle (spec 3.10).</summary>
    private static bool HasCycle(InputValueDefinition field, ObjectValueNode given, ImmutableHashSet<InputValueDefinition> visited)
    {
        if (field.Type.Named is not InputObjectType below)
        {
            return false;
        }

        if (given.Fields.FirstOrDefault(f => f.Name.Value == field.Name) is { } written)
        {
            return HasCycle(below, written.Value, visited);
        }

        return field.DefaultValue is { } byDefault && (visited.Contains(field) || HasCycle(below, byDefault, visited.Add(field)));
    }
}
