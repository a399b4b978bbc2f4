using Jim.GraphQL.Language;

namespace Jim.GraphQL.Validation.Rules;

/// <summary>Directives exist and stand where they may. https://spec.graphql.org/September2025/#sec-Directives-Are-Defined</summary>
internal sealed class KnownDirectivesRule(ValidationContext context) : ValidationRule(context)
{
    public override void EnterDirective(DirectiveNode directive, string location)
    {
        if (Context.Directive is not { } definition)
        {
            Context.Report(ValidationErrors.UnknownDirective(Context, directive));
        }
        else if (!definition.Locations.Contains(location))
        {
            Context.Report(ValidationErrors.DirectiveMisplaced(Context, directive, location));
        }
    }
}
