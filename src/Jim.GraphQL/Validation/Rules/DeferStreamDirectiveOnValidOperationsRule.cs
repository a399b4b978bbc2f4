namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// <c>@defer</c> and <c>@stream</c> are not used in subscriptions, whose results are not delivered in parts (not part of the specification
/// of September 2025 but of the draft of incremental delivery, as in graphql-js).
/// </summary>
internal sealed class DeferStreamDirectiveOnValidOperationsRule(ValidationContext context) : OperationRule(context)
{
    protected override void Check(OperationDefinitionNode operation, IReadOnlyList<DefinitionScope> reached)
    {
        if (operation.Kind != OperationKind.Subscription)
        {
            return;
        }

        foreach (var directive in reached.SelectMany(scope => scope.Incremental).Where(d => !CanBeOff(d)))
        {
            Context.Report(ValidationErrors.IncrementalInSubscription(Context, directive));
        }
    }

    private static bool CanBeOff(DirectiveNode directive) =>
        directive.FindArgument("if") is VariableNode or BooleanValueNode { Value: false };
}
