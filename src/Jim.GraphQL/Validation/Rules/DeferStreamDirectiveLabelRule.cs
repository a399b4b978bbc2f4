namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// Labels of <c>@defer</c> and <c>@stream</c> are literals, and each label is used once (not part of the specification of September 2025
/// but of the draft of incremental delivery, as in graphql-js).
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

        switch (directive.FindArgument("label"))
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
