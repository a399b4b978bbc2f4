namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// Every input object type has a finite value: it may only refer back to itself through a field that can be null or an empty list (spec
/// 3.10, Input Objects).
/// </summary>
internal sealed class FiniteInputObjectsRule : ISchemaRule
{
    public IEnumerable<GraphQLError> Check(Schema schema)
    {
        var open = schema.Types.OfType<InputObjectType>().ToHashSet();
        while (open.RemoveWhere(type => HasValue(type, open)) > 0)
        {
            // A type that was found to have a finite value may give other types one, so all are checked again until nothing changes.
        }

        return open.Select(TypeSystemErrors.NotFinite);
    }

    private static bool HasValue(InputObjectType type, HashSet<InputObjectType> open) => type.IsOneOf
        ? type.Fields.Count == 0 || type.Fields.Any(field => field.Type.Nullable is not InputObjectType below || !open.Contains(below))
        : type.Fields.All(field => field.Type is not NonNullType { OfType: InputObjectType below } || !open.Contains(below));
}
