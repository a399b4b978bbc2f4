namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>The fields of a oneOf input object are nullable and have no default (spec 3.10.1, OneOf Input Objects).</summary>
internal sealed class OneOfFieldsRule : ISchemaRule
{
    public IEnumerable<GraphQLError> Check(Schema schema)
    {
        foreach (var type in schema.Types.OfType<InputObjectType>().Where(t => t.IsOneOf))
        {
            foreach (var field in type.Fields)
            {
                if (field.Type.IsNonNull)
                {
                    yield return TypeSystemErrors.OneOfNonNull(type, field);
                }

                if (field.DefaultValue is not null)
                {
                    yield return TypeSystemErrors.OneOfDefault(type, field);
                }
            }
        }
    }
}
