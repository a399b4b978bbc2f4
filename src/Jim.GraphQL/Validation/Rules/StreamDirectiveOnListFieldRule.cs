namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// <c>@stream</c> is only used on lists (not part of the specification of September 2025 but of the draft of incremental delivery, as in
/// graphql-js).
/// </summary>
internal sealed class StreamDirectiveOnListFieldRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterDirective(DirectiveNode directive, string location)
    {
        if (directive.Name.Value == "stream" && location == "FIELD" && Context.Field is { } field && field.Type.Nullable is not ListType)
        {
            Context.Report(ValidationErrors.StreamOnNoList(Context, directive));
        }
    }
}
