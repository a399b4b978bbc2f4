using System.Runtime.CompilerServices;
using Jim.GraphQL.Validation.Merging;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// Fields with the same response name can be merged into one (spec 5.3.2, Field Selection Merging). The algorithm is that of graphql-js:
/// within each selection set, fields are compared with each other, fields with the fragments that are spread beside them, and these
/// fragments with each other. Each pair of fragments is compared once. A document can still cause a quadratic number of comparisons, so
/// their number is limited (HC0107).
/// </summary>
internal sealed class OverlappingFieldsCanBeMergedRule(ValidationContext context) : ValidationRule(context)
{
    private readonly Dictionary<SelectionSetNode, MergeSet> _sets = [];

    /// <summary>
    /// The pairs of fragments that were compared. True when they were only compared as mutually exclusive, which does not make the stricter
    /// comparison unnecessary.
    /// </summary>
    private readonly Dictionary<(int, int), bool> _fragmentPairs = [];

    private int _budget = context.Options.MergeComparisonsMax ?? int.MaxValue;

    private bool IsExhausted => _budget < 0;

    public override void EnterSelectionSet(SelectionSetNode set)
    {
        if (IsExhausted || CannotConflict(set))
        {
            return;
        }

        var conflicts = new List<MergeConflict>();
        FindWithin(GetSet(set, Context.ParentType), conflicts);
        foreach (var conflict in conflicts)
        {
            if (Context.IsFull)
            {
                return;
            }

            Context.Report(ValidationErrors.FieldsNotMergeable(Context, conflict.ResponseName, conflict.Reason, conflict.First,
                conflict.Second));
        }

        if (IsExhausted)
        {
            Context.Report(ValidationErrors.MergeBudgetExhausted(Context, Context.Options.MergeComparisonsMax ?? int.MaxValue));
        }
    }

    /// <summary>Most selection sets are a few fields with different names, for which nothing needs to be collected or compared.</summary>
    private static bool CannotConflict(SelectionSetNode set)
    {
        const int FewMax = 24;
        var selections = set.Selections;
        if (selections.Length > FewMax)
        {
            return false;
        }

        for (var i = 0; i < selections.Length; i++)
        {
            if (selections[i] is not FieldNode field)
            {
                return selections.Length == 1 && selections[i] is FragmentSpreadNode;
            }

            for (var j = 0; j < i; j++)
            {
                if (((FieldNode)selections[j]).ResponseName == field.ResponseName)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void FindWithin(MergeSet set, List<MergeConflict> conflicts)
    {
        foreach (var group in set.Groups)
        {
            for (var first = group; first.Next is not null && !IsExhausted; first = first.Next)
            {
                for (var second = first.Next; second is not null && !IsExhausted; second = second.Next)
                {
                    Compare(first, second, areExclusive: false, conflicts);
                }
            }
        }

        var spread = GetFragmentSets(set);
        for (var i = 0; i < spread.Length; i++)
        {
            CompareWithFragment(set, spread[i], areExclusive: false, conflicts);
            for (var j = i + 1; j < spread.Length; j++)
            {
                CompareFragments(spread[i], spread[j], areExclusive: false, conflicts);
            }
        }
    }

    private void CompareWithFragment(MergeSet set, MergeSet fragment, bool areExclusive, List<MergeConflict> conflicts)
    {
        if (!Spend() || set.Groups.Count == 0 || !set.TryAddComparison(fragment, areExclusive) || ReferenceEquals(set, fragment))
        {
            return;
        }

        CompareSets(set, fragment, areExclusive, conflicts);
        foreach (var nested in GetFragmentSets(fragment))
        {
            CompareWithFragment(set, nested, areExclusive, conflicts);
        }
    }

    private void CompareFragments(MergeSet a, MergeSet b, bool areExclusive, List<MergeConflict> conflicts)
    {
        if (!Spend() || ReferenceEquals(a, b) || !IsNewPair(a, b, areExclusive))
        {
            return;
        }

        CompareSets(a, b, areExclusive, conflicts);
        foreach (var nested in GetFragmentSets(b))
        {
            CompareFragments(a, nested, areExclusive, conflicts);
        }

        foreach (var nested in GetFragmentSets(a))
        {
            CompareFragments(nested, b, areExclusive, conflicts);
        }
    }

    private bool IsNewPair(MergeSet a, MergeSet b, bool areExclusive)
    {
        var key = a.Number < b.Number ? (a.Number, b.Number) : (b.Number, a.Number);
        if (_fragmentPairs.TryGetValue(key, out var comparedAsExclusive) && (areExclusive || !comparedAsExclusive))
        {
            return false;
        }

        _fragmentPairs[key] = areExclusive;
        return true;
    }

    private void CompareSets(MergeSet a, MergeSet b, bool areExclusive, List<MergeConflict> conflicts)
    {
        foreach (var group in a.Groups)
        {
            if (!Spend())
            {
                return;
            }

            var others = b.Find(group.Node.ResponseName);
            for (var first = group; first is not null && others is not null; first = first.Next)
            {
                for (var second = others; second is not null && !IsExhausted; second = second.Next)
                {
                    Compare(first, second, areExclusive, conflicts);
                }
            }
        }
    }

    /// <summary>
    /// FieldsInSetCanMerge (spec 5.3.2) for one pair: the same field with the same arguments, or types of the same shape if no object can
    /// have both fields.
    /// </summary>
    private void Compare(MergeField a, MergeField b, bool areExclusive, List<MergeConflict> conflicts)
    {
        if (!Spend())
        {
            return;
        }

        areExclusive = areExclusive || (!ReferenceEquals(a.Parent, b.Parent) && a.Parent is ObjectType && b.Parent is ObjectType);
        var reason = areExclusive ? null : FindDifference(a.Node, b.Node);
        if (reason is null && a.Type is not null && b.Type is not null && HaveDifferentShapes(a.Type, b.Type))
        {
            reason = $"they return conflicting types \"{a.Type}\" and \"{b.Type}\"";
        }

        if (reason is not null)
        {
            conflicts.Add(new MergeConflict(a.Node.ResponseName, reason, [a.Node], [b.Node]));
        }
        else if (a.Node.SelectionSet is { } first && b.Node.SelectionSet is { } second)
        {
            CompareSubselections(a, first, b, second, areExclusive, conflicts);
        }
    }

    private void CompareSubselections(
        MergeField a, SelectionSetNode first, MergeField b, SelectionSetNode second, bool areExclusive, List<MergeConflict> conflicts)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            _budget = -1;
            return;
        }

        var below = new List<MergeConflict>();
        var setA = GetSet(first, a.Type?.Named);
        var setB = GetSet(second, b.Type?.Named);
        CompareSets(setA, setB, areExclusive, below);
        foreach (var fragment in GetFragmentSets(setB))
        {
            CompareWithFragment(setA, fragment, areExclusive, below);
        }

        foreach (var fragment in GetFragmentSets(setA))
        {
            CompareWithFragment(setB, fragment, areExclusive, below);
            foreach (var other in GetFragmentSets(setB))
            {
                CompareFragments(fragment, other, areExclusive, below);
            }
        }

        if (below.Count > 0)
        {
            conflicts.Add(MergeConflict.Combine(a.Node, b.Node, below));
        }
    }

    private string? FindDifference(FieldNode a, FieldNode b) =>
        a.Name.Value != b.Name.Value ? $"\"{a.Name}\" and \"{b.Name}\" are different fields"
        : !HaveSameArguments(a.Arguments, b.Arguments) ? "they have differing arguments"
        : HaveSameStreams(a, b) ? null
        : "they have differing stream directives";

    private bool HaveSameStreams(FieldNode a, FieldNode b)
    {
        var (first, second) = (FindStream(a), FindStream(b));
        return first is null || second is null ? first == second : HaveSameArguments(first.Arguments, second.Arguments);
    }

    private static DirectiveNode? FindStream(FieldNode field) =>
        field.Directives.IsEmpty ? null : field.Directives.FirstOrDefault(d => d.Name.Value == "stream");

    private bool HaveSameArguments(ImmutableArray<ArgumentNode> a, ImmutableArray<ArgumentNode> b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        foreach (var argument in a)
        {
            var other = b.LastOrDefault(o => o.Name.Value == argument.Name.Value);
            if (other is null || !ValueEquality.AreEqual(argument.Value, other.Value, ref _budget))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>SameResponseShape (spec 5.3.2) for two types. The fields of composite types are compared where they are selected.</summary>
    private static bool HaveDifferentShapes(GraphQLType a, GraphQLType b) => (a, b) switch
    {
        (NonNullType x, NonNullType y) => HaveDifferentShapes(x.OfType, y.OfType),
        (ListType x, ListType y) => HaveDifferentShapes(x.OfType, y.OfType),
        (NonNullType or ListType, _) or (_, NonNullType or ListType) => true,
        (ScalarType or EnumType, _) or (_, ScalarType or EnumType) => !ReferenceEquals(a, b),
        _ => false,
    };

    /// <summary>The fragments that the set spreads. Unknown names are left out; KnownFragmentNamesRule reports them.</summary>
    private MergeSet[] GetFragmentSets(MergeSet set) => set.Spread ??= [.. set.Fragments
        .Select(name => Context.TryGetFragment(name, out var definition)
            ? GetSet(definition.SelectionSet, Context.FindType(definition.TypeCondition))
            : null)
        .OfType<MergeSet>()];

    private MergeSet GetSet(SelectionSetNode node, NamedType? parent)
    {
        if (!_sets.TryGetValue(node, out var set))
        {
            _sets[node] = set = new MergeSet(Context, node, parent, _sets.Count);
        }

        return set;
    }

    private bool Spend() => --_budget >= 0;
}
