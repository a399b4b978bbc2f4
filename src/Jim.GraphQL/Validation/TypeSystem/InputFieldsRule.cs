namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// An input object has at least one field. Fields have input types, and a required field is not deprecated (spec 3.10, Input Objects).
/// </summary>
internal sealed class InputFieldsRule : ISchemaRule
{
    public IEnumerable<GraphQLError> Check(Schema schema) =>
        schema.Types.OfType<InputObjectType>().SelectMany(type => type.Fields.Count == 0
        ? [TypeSystemErrors.NoInputFields(type)]
        : type.Fields.SelectMany(field => InputValues.Check(field, $"{type}.{field.Name}")));
}
