using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// The fields of a oneOf input object are nullable and have no default. https://spec.graphql.org/September2025/#sec-OneOf-Input-Objects
/// </summary>
internal sealed class OneOfFieldsRule : ISchemaRule
{
    public IEnumerable<string> Check(Schema schema)
    {
        foreach (var type in schema.Types.OfType<InputObjectType>().Where(t => t.IsOneOf))
        {
            foreach (var field in type.Fields)
            {
                if (field.Type.IsNonNull)
                {
                    yield return $"OneOf input field `{type}.{field.Name}` must be nullable.";
                }

                if (field.DefaultValue is not null)
                {
                    yield return $"OneOf input field `{type}.{field.Name}` cannot have a default value.";
                }
            }
        }
    }
}
