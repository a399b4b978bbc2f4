using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation.TypeSystem;

/// <summary>
/// Object and interface types have fields, of output types; arguments are of input types, and a required one is not deprecated.
/// https://spec.graphql.org/September2025/#sec-Objects.Type-Validation
/// </summary>
internal sealed class FieldsRule : ISchemaRule
{
    public IEnumerable<string> Check(Schema schema) => schema.Types.OfType<FieldsType>().SelectMany(Check);

    private static IEnumerable<string> Check(FieldsType type)
    {
        if (type.Fields.Count == 0)
        {
            yield return $"Type `{type}` must define one or more fields.";
        }

        foreach (var field in type.Fields)
        {
            if (!field.Type.IsOutput)
            {
                yield return $"The type of `{type}.{field.Name}` must be an output type but is `{field.Type}`.";
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
