namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// Object and interface types have at least one field, and fields have output types. Arguments have input types, and a required argument is
/// not deprecated (spec 3.6, Objects).
/// </summary>
internal sealed class FieldsRule : ISchemaRule
{
    public IEnumerable<GraphQLError> Check(Schema schema) => schema.Types.OfType<FieldsType>().SelectMany(Check);

    private static IEnumerable<GraphQLError> Check(FieldsType type)
    {
        if (type.Fields.Count == 0)
        {
            yield return TypeSystemErrors.NoFields(type);
        }

        foreach (var field in type.Fields)
        {
            if (!field.Type.IsOutput)
            {
                yield return TypeSystemErrors.FieldNotOutput(type, field);
            }

            foreach (var argument in field.Arguments)
            {
                foreach (var wrong in InputValues.Check(argument, $"{type}.{field.Name}({argument.Name}:)"))
                {
                    yield return wrong;
                }
            }
        }
    }
}
