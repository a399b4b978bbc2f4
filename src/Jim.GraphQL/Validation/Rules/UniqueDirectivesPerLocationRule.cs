namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// A directive is applied at most once at one place, unless it is repeatable (spec 5.7.3, Directives Are Unique per Location).
/// </summary>
internal sealed class UniqueDirectivesPerLocationRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterDirectives(IReadOnlyList<DirectiveNode> directives)
    {
        if (directives.Count < 2)
        {
            return;
        }

        var seen = new Dictionary<string, DirectiveNode>(StringComparer.Ordinal);
        foreach (var directive in directives)
        {
            if (Context.View.TryGetDirective(directive.Name.Value, out var definition) && !definition.IsRepeatable
                && !seen.TryAdd(directive.Name.Value, directive))
            {
                Context.Report(ValidationErrors.DirectiveRepeated(Context, seen[directive.Name.Value], directive));
            }
        }
    }
}
