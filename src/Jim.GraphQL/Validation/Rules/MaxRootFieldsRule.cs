namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// The number of root fields that an operation selects is limited, including those in fragments (not part of the specification: a limit of
/// Jim).
/// </summary>
internal sealed class MaxRootFieldsRule(ValidationContext context) : ValidationRule(context)
{
    public override void LeaveDocument(DocumentNode document)
    {
        if (Context.Options.RootFieldsMax is not { } max)
        {
            return;
        }

        foreach (var scope in Context.Scopes)
        {
            if (scope.Definition is OperationDefinitionNode operation && Count(operation.SelectionSet, new(StringComparer.Ordinal)) > max)
            {
                Context.Report(ValidationErrors.TooManyRootFields(Context, operation, max));
            }
        }
    }

    private int Count(SelectionSetNode set, HashSet<string> entered) => set.Selections.Sum(selection => selection switch
    {
        FieldNode => 1,
        InlineFragmentNode inline => Count(inline.SelectionSet, entered),
        FragmentSpreadNode spread when entered.Add(spread.Name.Value) && Context.TryGetFragment(spread.Name.Value, out var fragment) =>
            Count(fragment.SelectionSet, entered),
        _ => 0,
    });
}
