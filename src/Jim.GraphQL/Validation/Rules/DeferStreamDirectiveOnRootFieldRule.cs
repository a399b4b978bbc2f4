namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// Root fields of mutations and subscriptions cannot be deferred or streamed, because the former run one after the other and the latter
/// once per event (not part of the specification of September 2025 but of the draft of incremental delivery, as in graphql-js).
/// </summary>
internal sealed class DeferStreamDirectiveOnRootFieldRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterDirective(DirectiveNode directive, string location)
    {
        var schema = Context.View.Schema;
        if (directive.Name.Value is "defer" or "stream" && Context.ParentType is { } parent
            && (ReferenceEquals(parent, schema.Mutation) || ReferenceEquals(parent, schema.Subscription)))
        {
            Context.Report(ValidationErrors.IncrementalOnRoot(Context, directive));
        }
    }
}
