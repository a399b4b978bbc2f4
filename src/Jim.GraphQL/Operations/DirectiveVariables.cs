using Jim.GraphQL.Language;

namespace Jim.GraphQL.Operations;

/// <summary>The variables of an operation that decide by directives what is selected, and in which part of the answer.</summary>
public static class DirectiveVariables
{
    /// <summary>
    /// Names of variables in the arguments of <c>@skip</c>, <c>@include</c>, <c>@defer</c> and <c>@stream</c>, in every fragment of the
    /// document.
    /// </summary>
    public static HashSet<string> Collect(Operation operation) => Collect(operation, [], "skip", "include", "defer", "stream");

    /// <summary>Variables in the arguments of certain directives, and in certain arguments of fields.</summary>
    internal static HashSet<string> Collect(Operation operation, string[] arguments, params string[] directives)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var set in operation.Fragments.Values.Select(f => f.SelectionSet).Prepend(operation.Definition.SelectionSet))
        {
            Add(set);
        }

        return found;

        void Add(SelectionSetNode set)
        {
            foreach (var selection in set.Selections)
            {
                var given = selection.Directives.Where(d => directives.Contains(d.Name.Value)).SelectMany(d => d.Arguments);
                var field = selection as FieldNode;
                foreach (var argument in given.Concat(field?.Arguments.Where(a => arguments.Contains(a.Name.Value)) ?? []))
                {
                    if (argument.Value is VariableNode variable)
                    {
                        found.Add(variable.Name);
                    }
                }

                if ((field?.SelectionSet ?? (selection as InlineFragmentNode)?.SelectionSet) is { } below)
                {
                    Add(below);
                }
            }
        }
    }
}
