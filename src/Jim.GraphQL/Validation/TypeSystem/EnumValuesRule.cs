using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// An enum has values, and none is named as a literal of another kind. https://spec.graphql.org/September2025/#sec-Enums.Type-Validation
/// </summary>
internal sealed class EnumValuesRule : ISchemaRule
{
    public IEnumerable<string> Check(Schema schema)
    {
        foreach (var type in schema.Types.OfType<EnumType>())
        {
            if (type.Values.Count == 0)
            {
                yield return $"Enum type `{type}` must define one or more values.";
            }

            foreach (var value in type.Values.Where(v => v.Name is "true" or "false" or "null"))
            {
                yield return $"Enum type `{type}` cannot have the value `{value.Name}`.";
            }
        }
    }
}
