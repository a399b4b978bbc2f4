namespace Jim.GraphQL.Validation.Rules;

/// <summary>Every fragment is used by an operation, directly or through other fragments (spec 5.5.1.4, Fragments Must Be Used).</summary>
internal sealed class NoUnusedFragmentsRule(ValidationContext context) : ValidationRule(context)
{
    public override void LeaveDocument(DocumentNode document)
    {
        var used = Context.Reach(Context.Scopes.Where(s => s.Definition is OperationDefinitionNode))
            .Select(s => (s.Definition as FragmentDefinitionNode)?.Name.Value)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var scope in Context.Scopes)
        {
            if (!Context.IsFull && scope.Definition is FragmentDefinitionNode fragment && !used.Contains(fragment.Name.Value))
            {
                Context.Report(ValidationErrors.FragmentUnused(Context, fragment));
            }
        }
    }
}
