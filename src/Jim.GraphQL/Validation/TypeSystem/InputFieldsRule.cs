using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// An input object has fields, of input types, and a required one is not deprecated.
/// https://spec.graphql.org/September2025/#sec-Input-Objects.Type-Validation
/// </summary>
internal sealed class InputFieldsRule : ISchemaRule
{
    public IEnumerable<string> Check(Schema schema) => schema.Types.OfType<InputObjectType>().SelectMany(type => type.Fields.Count == 0
        ? [$"Input Object type `{type}` must define one or more fields."]
        : type.Fields.SelectMany(field => InputValues.Check(field, $"{type}.{field.Name}")));
}
