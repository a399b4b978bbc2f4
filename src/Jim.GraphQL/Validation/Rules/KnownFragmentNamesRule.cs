namespace Jim.GraphQL.Validation.Rules;

/// <summary>The fragment of a spread is defined (spec 5.5.2.1, Fragment Spread Target Defined).</summary>
internal sealed class KnownFragmentNamesRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterFragmentSpread(FragmentSpreadNode spread)
    {
        if (!Context.TryGetFragment(spread.Name.Value, out _))
        {
            Context.Report(ValidationErrors.UnknownFragment(Context, spread));
        }
    }
}
