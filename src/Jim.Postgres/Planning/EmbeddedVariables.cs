using Jim.GraphQL.Language;

namespace Jim.Postgres.Planning;

/// <summary>
/// Finds variables inside of the literal of a scalar, as in <c>contains: {tag: $tag}</c> where the type is Any. The literal and its
/// variables become one value, which the plan holds as a constant; so the plan is right only for the same values of these variables.
/// </summary>
internal static class EmbeddedVariables
{
    /// <summary>The names of such variables in the arguments of a field; a name comes once for each place where it is used.</summary>
    public static IEnumerable<string> In(FieldDefinition field, FieldNode node) =>
        node.Arguments.SelectMany(a => field.Arguments.TryGet(a.Name.Value, out var definition) ? In(a.Value, definition.Type) : []);

    private static IEnumerable<string> In(ValueNode value, GraphQLType type) => (value, type.Nullable) switch
    {
        (ListValueNode list, ListType items) => list.Items.SelectMany(i => In(i, items.OfType)),
        (ObjectValueNode o, InputObjectType input) =>
            o.Fields.SelectMany(f => input.Fields.TryGet(f.Name.Value, out var field) ? In(f.Value, field.Type) : []),
        (ObjectValueNode or ListValueNode, ListType items) => In(value, items.OfType),
        (ObjectValueNode or ListValueNode, ScalarType) => All(value),
        _ => [],
    };

    private static IEnumerable<string> All(ValueNode value) => value switch
    {
        VariableNode variable => [variable.Name],
        ListValueNode list => list.Items.SelectMany(All),
        ObjectValueNode o => o.Fields.SelectMany(f => All(f.Value)),
        _ => [],
    };
}
