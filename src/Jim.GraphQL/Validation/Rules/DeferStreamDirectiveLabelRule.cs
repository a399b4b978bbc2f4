using Jim.GraphQL.Language;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// Labels of deferred and streamed parts are written out, and no two are the same (not of the specification: the draft of incremental
/// delivery, as graphql-js has it).
/// </summary>
internal sealed class DeferStreamDirectiveLabelRule(ValidationContext context) : ValidationRule(context)
{
    private readonly Dictionary<string, DirectiveNode> _known = new(StringComparer.Ordinal);

    public override void EnterDirective(DirectiveNode directive, string location)
    {
        if (directive.Name.Value is not ("defer" or "stream"))
        {
            return;
        }

        switch (directive.Argument("label"))
        {
            case VariableNode:
                Context.Report(ValidationErrors.LabelIsVariable(Context, directive));
                break;
            case StringValueNode label when !_known.TryAdd(label.Value, directive):
                Context.Report(ValidationErrors.LabelNotUnique(Context, _known[label.Value], directive, label.Value));
                break;
        }
    }
}
