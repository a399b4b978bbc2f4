namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>All names are valid, and none begins with two underscores, which are reserved for introspection (spec 2.1.8, Names).</summary>
internal sealed class ReservedNamesRule : ISchemaRule
{
    public IEnumerable<GraphQLError> Check(Schema schema) =>
        from name in schema.Types.Where(t => !ReferenceEquals(IntrospectionTypes.Find(t.Name), t)).SelectMany(CollectNames)
            .Concat(schema.Directives.SelectMany(CollectNames))
        where !NameNode.IsName(name) || IntrospectionTypes.IsReserved(name)
        select NameNode.IsName(name) ? TypeSystemErrors.NameReserved(name) : TypeSystemErrors.NotAName(name);

    private static IEnumerable<string> CollectNames(NamedType type) => type switch
    {
        FieldsType fields => [type.Name, .. fields.Fields.SelectMany(f => f.Arguments.Select(a => a.Name).Prepend(f.Name))],
        InputObjectType input => [type.Name, .. input.Fields.Select(f => f.Name)],
        EnumType values => [type.Name, .. values.Values.Select(v => v.Name)],
        _ => [type.Name],
    };

    private static IEnumerable<string> CollectNames(DirectiveDefinition directive) =>
        directive.Arguments.Select(a => a.Name).Prepend(directive.Name);
}
