using Jim.GraphQL.Language;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// A subscription's events are not delivered in parts (not of the specification: the draft of incremental delivery, as graphql-js has it).
/// </summary>
internal sealed class DeferStreamDirectiveOnValidOperationsRule(ValidationContext context) : ValidationRule(context)
{
    public override void LeaveDocument(DocumentNode document)
    {
        foreach (var (operation, reached) in Context.Operations)
        {
            if (operation.Kind != OperationKind.Subscription)
            {
                continue;
            }

            foreach (var directive in reached.SelectMany(scope => scope.Incremental).Where(d => !CanBeOff(d)))
            {
                Context.Report(ValidationErrors.IncrementalInSubscription(Context, directive));
            }
        }
    }

    private static bool CanBeOff(DirectiveNode directive) =>
        directive.Argument("if") is VariableNode or BooleanValueNode { Value: false };
}
