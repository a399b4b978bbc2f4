using System.Runtime.CompilerServices;
using Jim.GraphQL.Language;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// Fields nest at most so deep in an operation; introspection has its own limits (not of the specification: a limit of Jim, with
/// HotChocolate's name).
/// </summary>
internal sealed class MaxExecutionDepthRule(ValidationContext context) : ValidationRule(context)
{
    private readonly Dictionary<string, int> _fragments = new(StringComparer.Ordinal);

    public override void LeaveDocument(DocumentNode document)
    {
        if (Context.Options.DepthMax is not { } max)
        {
            return;
        }

        foreach (var scope in Context.Scopes)
        {
            if (scope.Definition is OperationDefinitionNode operation && DepthOf(operation.SelectionSet) is var depth && depth > max)
            {
                Context.Report(ValidationErrors.TooDeep(Context, operation, depth, max));
            }
        }
    }

    private int DepthOf(SelectionSetNode set)
    {
        var deepest = 0;
        foreach (var selection in set.Selections)
        {
            deepest = Math.Max(deepest, selection switch
            {
                FieldNode { Name.Value: "__schema" or "__type" } => 0,
                FieldNode field => 1 + (field.SelectionSet is { } inner ? DepthOf(inner) : 0),
                InlineFragmentNode inline => DepthOf(inline.SelectionSet),
                FragmentSpreadNode spread => DepthOf(spread.Name.Value),
                _ => 0,
            });
        }

        return deepest;
    }

    /// <summary>
    /// Each fragment once: what it adds is the same wherever it is spread. A cycle adds nothing here, NoFragmentCycles tells it.
    /// </summary>
    private int DepthOf(string fragment)
    {
        if (_fragments.TryGetValue(fragment, out var known) || !Context.TryGetFragment(fragment, out var definition))
        {
            return known;
        }

        _fragments[fragment] = 0;
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return _fragments[fragment] = DepthOf(definition.SelectionSet);
    }
}
