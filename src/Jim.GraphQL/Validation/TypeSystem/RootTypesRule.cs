using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// There is a query type, and no type is the root of two operations. (That roots are object types, the model says.)
/// https://spec.graphql.org/September2025/#sec-Root-Operation-Types
/// </summary>
internal sealed class RootTypesRule : ISchemaRule
{
    public IEnumerable<string> Check(Schema schema)
    {
        if (schema.Query is null)
        {
            yield return "Query root type must be provided.";
        }

        ObjectType?[] roots = [schema.Query, schema.Mutation, schema.Subscription];
        foreach (var twice in roots.OfType<ObjectType>().GroupBy(type => type).Where(group => group.Count() > 1))
        {
            yield return $"All root types must be different, `{twice.Key}` is the root of several operations.";
        }
    }
}
