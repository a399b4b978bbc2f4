using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// A union has members, each once. (That they are object types, the model says.)
/// https://spec.graphql.org/September2025/#sec-Unions.Type-Validation
/// </summary>
internal sealed class UnionMembersRule : ISchemaRule
{
    public IEnumerable<string> Check(Schema schema)
    {
        foreach (var union in schema.Types.OfType<UnionType>())
        {
            if (union.Members.Count == 0)
            {
                yield return $"Union type `{union}` must define one or more member types.";
            }

            foreach (var twice in union.Members.GroupBy(m => m).Where(group => group.Count() > 1))
            {
                yield return $"Union type `{union}` can only include type `{twice.Key}` once.";
            }
        }
    }
}
