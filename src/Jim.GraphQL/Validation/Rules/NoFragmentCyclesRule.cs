namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// No fragment spreads itself, directly or through other fragments (spec 5.5.2.2, Fragment Spreads Must Not Form Cycles).
/// </summary>
internal sealed class NoFragmentCyclesRule(ValidationContext context) : ValidationRule(context)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _onPath = new(StringComparer.Ordinal);
    private readonly List<FragmentSpreadNode> _path = [];

    public override void LeaveDocument(DocumentNode document)
    {
        foreach (var scope in Context.Scopes)
        {
            if (scope.Definition is FragmentDefinitionNode fragment && _seen.Add(fragment.Name.Value))
            {
                Search(Context.FindScope(fragment.Name.Value)!, fragment.Name.Value);
            }
        }
    }

    /// <summary>
    /// DetectFragmentCycles (spec 5.5.2.2): a depth-first search over the spreads that enters each fragment once. It is not recursive,
    /// because a chain of fragments may be as long as the document.
    /// </summary>
    private void Search(DefinitionScope root, string rootName)
    {
        var frames = new Stack<(DefinitionScope Scope, string Name, int Next)>();
        frames.Push((root, rootName, 0));
        _onPath[rootName] = 0;
        while (!Context.IsFull && frames.TryPop(out var frame))
        {
            if (frame.Next == frame.Scope.Spreads.Count)
            {
                _onPath.Remove(frame.Name);
                if (_path.Count > 0)
                {
                    _path.RemoveAt(_path.Count - 1);
                }

                continue;
            }

            var spread = frame.Scope.Spreads[frame.Next];
            var name = spread.Name.Value;
            frames.Push(frame with { Next = frame.Next + 1 });
            if (_onPath.TryGetValue(name, out var start))
            {
                Context.Report(ValidationErrors.FragmentCycle(Context, name, [.. _path.Skip(start), spread]));
            }
            else if (Context.FindScope(name) is { } scope && _seen.Add(name))
            {
                _path.Add(spread);
                _onPath[name] = _path.Count;
                frames.Push((scope, name, 0));
            }
        }
    }
}
