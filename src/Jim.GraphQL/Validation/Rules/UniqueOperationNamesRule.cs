namespace Jim.GraphQL.Validation.Rules;

/// <summary>No two operations have the same name (spec 5.2.2.1, Operation Name Uniqueness).</summary>
internal sealed class UniqueOperationNamesRule(ValidationContext context) : ValidationRule(context)
{
    private readonly Dictionary<string, NameNode> _known = new(StringComparer.Ordinal);

    public override void EnterOperation(OperationDefinitionNode operation)
    {
        if (operation.Name is { } name && !_known.TryAdd(name.Value, name))
        {
            Context.Report(ValidationErrors.OperationNameTaken(Context, _known[name.Value], name));
        }
    }
}
