using System.Runtime.CompilerServices;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// The nesting of fields in an operation is limited; introspection has its own limit (not part of the specification: a limit of Jim with
/// the name that HotChocolate uses).
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
            if (scope.Definition is OperationDefinitionNode operation && MeasureDepth(operation.SelectionSet) is var depth && depth > max)
            {
                Context.Report(ValidationErrors.TooDeep(Context, operation, depth, max));
            }
        }
    }

    private int MeasureDepth(SelectionSetNode set)
    {
        var deepest = 0;
        foreach (var selection in set.Selections)
        {
            deepest = Math.Max(deepest, selection switch
            {
                FieldNode { Name.Value: "__schema" or "__type" } => 0,
                FieldNode field => 1 + (field.SelectionSet is { } inner ? MeasureDepth(inner) : 0),
                InlineFragmentNode inline => MeasureDepth(inline.SelectionSet),
                FragmentSpreadNode spread => MeasureDepth(spread.Name.Value),
                _ => 0,
            });
        }

        return deepest;
    }

    /// <summary>
    /// The depth of each fragment is measured once, because it is the same wherever the fragment is spread. A cycle adds nothing here;
    /// NoFragmentCyclesRule reports it.
    /// </summary>
    private int MeasureDepth(string fragment)
    {
        if (_fragments.TryGetValue(fragment, out var known) || !Context.TryGetFragment(fragment, out var definition))
        {
            return known;
        }

        _fragments[fragment] = 0;
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return _fragments[fragment] = MeasureDepth(definition.SelectionSet);
    }
}
