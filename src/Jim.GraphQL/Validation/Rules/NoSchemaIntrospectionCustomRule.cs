namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// <c>__schema</c> and <c>__type</c> are refused when introspection is off (not part of the specification: a custom rule of graphql-js,
/// with HotChocolate's code HC0046).
/// </summary>
internal sealed class NoSchemaIntrospectionCustomRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterField(FieldNode field)
    {
        if (!Context.Options.Introspection && field.Name.Value is ("__schema" or "__type"))
        {
            Context.Report(ValidationErrors.IntrospectionNotAllowed(Context, field));
        }
    }
}
