using Jim.GraphQL.Language;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>Spread fragments exist. https://spec.graphql.org/September2025/#sec-Fragment-Spread-Target-Defined</summary>
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
