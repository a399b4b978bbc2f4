using System.Runtime.CompilerServices;
using Jim.GraphQL.Language;
using Jim.GraphQL.Limits;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// Introspection does not follow lists of types round in circles: three lists, as graphql-js, and sixteen <c>ofType</c>, as HotChocolate
/// (not of the specification: graphql-js' recommended rule, HotChocolate's HC0086).
/// </summary>
internal sealed class MaxIntrospectionDepthRule(ValidationContext context) : ValidationRule(context)
{
    private const int ListsMax = 3;
    private const int OfTypeMax = 16;

    public static Limit Limit =>
        Limit.Fixed("Most `ofType` inside each other in an introspection query; lists of members: 2.", OfTypeMax, "`HC0086`");

    /// <summary>The most <c>ofType</c> with which a fragment was entered without fault, at each depth of lists.</summary>
    private readonly Dictionary<(string Fragment, int Lists), int> _passed = [];
    private readonly HashSet<(string Fragment, int Lists)> _inside = [];

    public override void EnterField(FieldNode field)
    {
        if (field.Name.Value is "__schema" or "__type" && field.SelectionSet is { } set && Exceeds(set, 0, 0))
        {
            Context.Report(ValidationErrors.IntrospectionTooDeep(Context, field));
        }
    }

    private bool Exceeds(SelectionSetNode set, int lists, int ofTypes)
    {
        foreach (var selection in set.Selections)
        {
            var exceeds = selection switch
            {
                FieldNode field => Exceeds(field, lists, ofTypes),
                InlineFragmentNode inline => Exceeds(inline.SelectionSet, lists, ofTypes),
                FragmentSpreadNode spread => Exceeds(spread.Name.Value, lists, ofTypes),
                _ => false,
            };
            if (exceeds)
            {
                return true;
            }
        }

        return false;
    }

    private bool Exceeds(FieldNode field, int lists, int ofTypes)
    {
        lists += field.Name.Value is "fields" or "interfaces" or "possibleTypes" or "inputFields" ? 1 : 0;
        ofTypes += field.Name.Value is "ofType" ? 1 : 0;
        return lists >= ListsMax || ofTypes > OfTypeMax || (field.SelectionSet is { } set && Exceeds(set, lists, ofTypes));
    }

    private bool Exceeds(string fragment, int lists, int ofTypes)
    {
        // A cycle without lists ends here; NoFragmentCycles tells it.
        if (!Context.TryGetFragment(fragment, out var definition) || _inside.Contains((fragment, lists))
            || (_passed.TryGetValue((fragment, lists), out var passed) && passed >= ofTypes))
        {
            return false;
        }

        _inside.Add((fragment, lists));
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var exceeds = Exceeds(definition.SelectionSet, lists, ofTypes);
        _inside.Remove((fragment, lists));
        if (!exceeds)
        {
            _passed[(fragment, lists)] = ofTypes;
        }

        return exceeds;
    }
}
