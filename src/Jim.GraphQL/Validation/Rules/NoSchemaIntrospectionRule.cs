using Jim.GraphQL.Language;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// <c>__schema</c> and <c>__type</c> are refused where introspection is off (HC0046).
/// https://spec.graphql.org/September2025/#sec-Schema-Introspection
/// </summary>
internal sealed class NoSchemaIntrospectionRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterField(FieldNode field)
    {
        if (!Context.Options.Introspection && field.Name.Value is ("__schema" or "__type"))
        {
            Context.Report(ValidationErrors.IntrospectionNotAllowed(Context, field));
        }
    }
}
