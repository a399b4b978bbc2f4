namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// A union has at least one member and none twice (spec 3.8, Unions). That members are object types is guaranteed by
/// <see cref="UnionType.Members"/>.
/// </summary>
internal sealed class UnionMembersRule : ISchemaRule
{
    public IEnumerable<GraphQLError> Check(Schema schema)
    {
        foreach (var union in schema.Types.OfType<UnionType>())
        {
            if (union.Members.IsEmpty)
            {
                yield return TypeSystemErrors.NoMembers(union);
            }

            foreach (var twice in union.Members.GroupBy(m => m).Where(group => group.Count() > 1))
            {
                yield return TypeSystemErrors.MemberTwice(union, twice.Key);
            }
        }
    }
}
