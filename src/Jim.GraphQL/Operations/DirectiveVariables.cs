namespace Jim.GraphQL.Operations;

/// <summary>Finds the variables with which directives decide what an operation selects, and in which part of the response.</summary>
public static class DirectiveVariables
{
    /// <summary>
    /// The names of the variables in arguments of <c>@skip</c>, <c>@include</c>, <c>@defer</c> and <c>@stream</c>, in the operation and in
    /// all fragments of the document.
    /// </summary>
    public static HashSet<string> Collect(Operation operation) => Collect(operation, [], "skip", "include", "defer", "stream");

    /// <summary>The names of the variables in arguments of the given directives, and in the given arguments of fields.</summary>
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
