using Jim.GraphQL.Inputs;

namespace Jim.GraphQL.Operations;

/// <summary>
/// Collects the fields that are selected on an object: CollectFields (spec 6.3.2). The time is linear in the number of selections, because
/// each fragment is entered once.
/// </summary>
public static class FieldCollector
{
    /// <summary>
    /// The fields by response name, in the order in which they appear first. <c>@skip</c> and <c>@include</c> have been applied.
    /// </summary>
    public static IReadOnlyList<CollectedField> Collect(
        Operation operation, ObjectType type, IEnumerable<SelectionSetNode> selectionSets, VariableValues variables)
    {
        var collection = new Collection(operation, type, variables);
        foreach (var set in selectionSets)
        {
            collection.Add(set);
        }

        return collection.Fields;
    }

    /// <summary>CollectSubfields (spec 6.3.2): what a field selects on the object type of its value.</summary>
    public static IReadOnlyList<CollectedField> CollectSubfields(Operation operation, ObjectType type, CollectedField field,
        VariableValues variables)
    {
        var collection = new Collection(operation, type, variables);
        foreach (var node in field.Nodes)
        {
            if (node.SelectionSet is { } set)
            {
                collection.Add(set);
            }
        }

        return collection.Fields;
    }

    /// <summary>
    /// False when <c>@skip</c> or <c>@include</c> excludes the selection. A client can send null for a variable that has a default value.
    /// Null is treated as false by both directives.
    /// </summary>
    public static bool Includes(SelectionNode selection, VariableValues variables)
    {
        foreach (var directive in selection.Directives)
        {
            var leavesOut = directive.Name.Value switch
            {
                "skip" => IsTrue(directive, variables),
                "include" => !IsTrue(directive, variables),
                _ => false,
            };
            if (leavesOut)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a fragment with this type condition applies to objects of the type: DoesFragmentTypeApply (spec 6.3.2).</summary>
    public static bool Applies(SchemaView view, NamedTypeNode? condition, ObjectType type) =>
        condition is null || condition.Name.Value == type.Name
        || (view.TryGetType(condition.Name.Value, out var named) && view.Schema.IsPossible(named, type));

    private static bool IsTrue(DirectiveNode directive, VariableValues variables)
    {
        foreach (var argument in directive.Arguments)
        {
            if (argument.Name.Value == "if")
            {
                return argument.Value switch
                {
                    BooleanValueNode literal => literal.Value,
                    VariableNode variable => variables.TryGet(variable.Name, out var value) && value is true,
                    _ => false,
                };
            }
        }

        return false;
    }

    /// <summary>
    /// As <see cref="Collect"/>, but the fields of deferred fragments are not merged; the fragments are returned separately.
    /// </summary>
    internal static (IReadOnlyList<CollectedField> Fields, IReadOnlyList<DeferredFragment> Deferred) CollectIncrementally(
        Operation operation, ObjectType type, IEnumerable<SelectionSetNode> selectionSets, VariableValues variables)
    {
        var collection = new Collection(operation, type, variables) { Deferred = [] };
        foreach (var set in selectionSets)
        {
            collection.Add(set);
        }

        return (collection.Fields, collection.Deferred);
    }

    private sealed class Collection(Operation operation, ObjectType type, VariableValues variables)
    {
        /// <summary>Up to this many fields, comparing names one by one is faster than a dictionary.</summary>
        private const int SmallMax = 8;

        private readonly List<CollectedField> _fields = [];
        private Dictionary<string, int>? _byName;
        private HashSet<string>? _entered;

        public IReadOnlyList<CollectedField> Fields => _fields;

        /// <summary>
        /// The deferred fragments found so far. Null: <c>@defer</c> is ignored, and fields of deferred fragments are merged with the
        /// others.
        /// </summary>
        public List<DeferredFragment>? Deferred { get; init; }

        public void Add(SelectionSetNode set)
        {
            System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
            foreach (var selection in set.Selections)
            {
                if (!selection.Directives.IsEmpty && !Includes(selection, variables))
                {
                    continue;
                }

                switch (selection)
                {
                    case FieldNode field:
                        Add(field);
                        break;
                    case InlineFragmentNode inline when Applies(operation.View, inline.TypeCondition, type):
                        AddFragment(inline, inline.SelectionSet);
                        break;
                    case FragmentSpreadNode spread when (_entered ??= new(StringComparer.Ordinal)).Add(spread.Name.Value)
                        && operation.Fragments.TryGetValue(spread.Name.Value, out var fragment)
                        && Applies(operation.View, fragment.TypeCondition, type):
                        AddFragment(spread, fragment.SelectionSet);
                        break;
                }
            }
        }

        private void AddFragment(SelectionNode selection, SelectionSetNode set)
        {
            if (Deferred is not null && IncrementalDirectives.FindDefer(selection, variables) is { } defer)
            {
                Deferred.Add(new DeferredFragment(defer.Label, set));
                return;
            }

            Add(set);
        }

        private void Add(FieldNode node)
        {
            var name = node.ResponseName;
            var at = IndexOf(name);
            if (at >= 0)
            {
                ((List<FieldNode>)_fields[at].Nodes).Add(node);
                return;
            }

            var definition = operation.View.FindField(type, node.Name.Value);
            if (definition is null && node.Name.Value != "__typename")
            {
                // Happens only for an operation that was not validated. The specification leaves such a field out (6.3.3, "If fieldType is
                // defined").
                return;
            }

            _byName?.Add(name, _fields.Count);
            _fields.Add(new CollectedField(name, definition, new List<FieldNode>(1) { node }));
        }

        private int IndexOf(string name)
        {
            if (_byName is not null)
            {
                return _byName.GetValueOrDefault(name, -1);
            }

            for (var i = 0; i < _fields.Count; i++)
            {
                if (_fields[i].ResponseName == name)
                {
                    return i;
                }
            }

            if (_fields.Count >= SmallMax)
            {
                _byName = _fields.Select((f, i) => (f.ResponseName, i)).ToDictionary(f => f.ResponseName, f => f.i, StringComparer.Ordinal);
            }

            return -1;
        }
    }
}
