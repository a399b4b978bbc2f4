using Jim.GraphQL.Language;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// Root fields of mutations run in order and of subscriptions once per event: neither can follow later (not of the specification: the draft
/// of incremental delivery, as graphql-js has it).
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
