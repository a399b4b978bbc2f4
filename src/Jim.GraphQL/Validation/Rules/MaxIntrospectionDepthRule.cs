using System.Runtime.CompilerServices;
using Jim.GraphQL.Limits;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// Introspection is not nested too deep, because following lists of types in circles multiplies the response: at most three lists, as in
/// graphql-js, and sixteen times <c>ofType</c>, as in HotChocolate (not part of the specification: a recommended rule of graphql-js, with
/// HotChocolate's code HC0086).
/// </summary>
internal sealed class MaxIntrospectionDepthRule(ValidationContext context) : ValidationRule(context)
{
    private const int ListsMax = 3;
    private const int OfTypeMax = 16;

    public static Limit Limit =>
        Limit.Fixed("Most `ofType` inside each other in an introspection query; lists of members: 2.", OfTypeMax, "`HC0086`");

    /// <summary>
    /// For each fragment and depth of lists, the largest depth of <c>ofType</c> at which the fragment was found to be within the limits.
    /// </summary>
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
        // Ends a cycle that has no lists in it. NoFragmentCyclesRule reports it.
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
