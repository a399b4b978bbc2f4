namespace Jim.GraphQL.Validation.Merging;

/// <summary>
/// The fields of one selection set and of its inline fragments by response name, and the names of the fragments that it spreads.
/// </summary>
internal sealed class MergeSet
{
    /// <summary>Up to this many fields, comparing names one by one is faster than a dictionary.</summary>
    private const int SmallMax = 8;

    private readonly Dictionary<int, bool> _compared = [];
    private Dictionary<string, MergeField>? _byName;
    private HashSet<string>? _names;

    public MergeSet(ValidationContext context, SelectionSetNode set, NamedType? parent, int number)
    {
        Number = number;
        Collect(context, set, parent);
    }

    /// <summary>A number that is unique within one validation.</summary>
    public int Number { get; }

    /// <summary>The first field of each response name. <see cref="MergeField.Next"/> leads to the others.</summary>
    public List<MergeField> Groups { get; } = [];

    /// <summary>The names of spread fragments, each once, in the order of their first spread.</summary>
    public List<string> Fragments { get; } = [];

    /// <summary>The sets of <see cref="Fragments"/>; null until they are first needed.</summary>
    public MergeSet[]? Spread { get; set; }

    public MergeField? Find(string responseName)
    {
        if (_byName is not null)
        {
            return _byName.GetValueOrDefault(responseName);
        }

        foreach (var group in Groups)
        {
            if (group.Node.ResponseName == responseName)
            {
                return group;
            }
        }

        return null;
    }

    /// <summary>
    /// Records a comparison with a fragment. False when the two were compared before by rules that are at least as strict.
    /// </summary>
    public bool TryAddComparison(MergeSet fragment, bool areExclusive)
    {
        if (_compared.TryGetValue(fragment.Number, out var comparedAsExclusive) && (areExclusive || !comparedAsExclusive))
        {
            return false;
        }

        _compared[fragment.Number] = areExclusive;
        return true;
    }

    private void Collect(ValidationContext context, SelectionSetNode set, NamedType? parent)
    {
        foreach (var selection in set.Selections)
        {
            switch (selection)
            {
                case FieldNode field:
                    Add(new MergeField(field, parent, context.View.FindSelectedField(parent, field.Name.Value)?.Type));
                    break;
                case FragmentSpreadNode spread:
                    if ((_names ??= new(StringComparer.Ordinal)).Add(spread.Name.Value))
                    {
                        Fragments.Add(spread.Name.Value);
                    }

                    break;
                case InlineFragmentNode inline:
                    Collect(context, inline.SelectionSet, inline.TypeCondition is null ? parent : context.FindType(inline.TypeCondition));
                    break;
            }
        }
    }

    private void Add(MergeField field)
    {
        var name = field.Node.ResponseName;
        if (Find(name) is { } first)
        {
            first.Last.Next = field;
            first.Last = field;
            return;
        }

        Groups.Add(field);
        if (_byName is null && Groups.Count > SmallMax)
        {
            _byName = Groups.ToDictionary(g => g.Node.ResponseName, StringComparer.Ordinal);
        }
        else
        {
            _byName?.Add(name, field);
        }
    }
}
