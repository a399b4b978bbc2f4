using Jim.GraphQL.Language;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>Only lists can be streamed (not of the specification: the draft of incremental delivery, as graphql-js has it).</summary>
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
