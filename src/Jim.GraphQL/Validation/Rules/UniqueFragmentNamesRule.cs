namespace Jim.GraphQL.Validation.Rules;

/// <summary>No two fragments have the same name (spec 5.5.1.1, Fragment Name Uniqueness).</summary>
internal sealed class UniqueFragmentNamesRule(ValidationContext context) : ValidationRule(context)
{
    private readonly Dictionary<string, NameNode> _known = new(StringComparer.Ordinal);

    public override void EnterFragment(FragmentDefinitionNode fragment)
    {
        if (!_known.TryAdd(fragment.Name.Value, fragment.Name))
        {
            Context.Report(ValidationErrors.FragmentNameTaken(Context, _known[fragment.Name.Value], fragment.Name));
        }
    }
}
