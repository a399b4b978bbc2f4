using Jim.GraphQL.Errors;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// Every input object has a finite value: what it refers to may lead back to it only where null or an empty list is a way out (spec 3.10,
/// Input Objects).
/// </summary>
internal sealed class FiniteInputObjectsRule : ISchemaRule
{
    public IEnumerable<GraphQLError> Check(Schema schema)
    {
        var open = schema.Types.OfType<InputObjectType>().ToHashSet();
        while (open.RemoveWhere(type => HasValue(type, open)) > 0)
        {
            // What was found to have a value may be the way out of others.
        }

        return open.Select(TypeSystemErrors.NotFinite);
    }

    private static bool HasValue(InputObjectType type, HashSet<InputObjectType> open) => type.IsOneOf
        ? type.Fields.Count == 0 || type.Fields.Any(field => field.Type.Nullable is not InputObjectType below || !open.Contains(below))
        : type.Fields.All(field => field.Type is not NonNullType { OfType: InputObjectType below } || !open.Contains(below));
}
