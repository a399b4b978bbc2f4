namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// A schema has a query type, and no type is the root of two kinds of operations (spec 3.3.1, Root Operation Types). That roots are object
/// types is guaranteed by the properties of <see cref="Schema"/>.
/// </summary>
internal sealed class RootTypesRule : ISchemaRule
{
    public IEnumerable<GraphQLError> Check(Schema schema)
    {
        if (schema.Query is null)
        {
            yield return TypeSystemErrors.QueryMissing();
        }

        ObjectType?[] roots = [schema.Query, schema.Mutation, schema.Subscription];
        foreach (var twice in roots.OfType<ObjectType>().GroupBy(type => type).Where(group => group.Count() > 1))
        {
            yield return TypeSystemErrors.RootTypeTwice(twice.Key);
        }
    }
}
