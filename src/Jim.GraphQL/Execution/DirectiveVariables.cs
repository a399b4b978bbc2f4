using Jim.GraphQL.Language;

namespace Jim.GraphQL.Execution;

/// <summary>The variables that decide by directives what is selected, and in which part of the answer.</summary>
public static class DirectiveVariables
{
    public static HashSet<string> Of(Operation operation)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        Add(operation.Definition.SelectionSet, found);
        foreach (var fragment in operation.Fragments.Values)
        {
            Add(fragment.SelectionSet, found);
        }

        return found;
    }

    private static void Add(SelectionSetNode set, HashSet<string> found)
    {
        foreach (var selection in set.Selections)
        {
            foreach (var argument in selection.Directives.Where(d => d.Name.Value is "skip" or "include" or "defer" or "stream").SelectMany(d => d.Arguments))
            {
                if (argument.Value is VariableNode variable)
                {
                    found.Add(variable.Name);
                }
            }

            if (selection is FieldNode { SelectionSet: { } below })
            {
                Add(below, found);
            }
            else if (selection is InlineFragmentNode inline)
            {
                Add(inline.SelectionSet, found);
            }
        }
    }
}
