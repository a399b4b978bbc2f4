namespace Jim.GraphQL.Validation.Rules;

/// <summary>
/// A directive is defined (spec 5.7.1, Directives Are Defined) and is applied at one of its locations (spec 5.7.2, Directives Are in Valid
/// Locations).
/// </summary>
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
