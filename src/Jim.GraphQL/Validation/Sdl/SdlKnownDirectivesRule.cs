namespace Jim.GraphQL.Validation.Sdl;

/// <summary>
/// Every applied directive is defined, and is applied at one of its locations (spec 3.13, Directives; spec 5.7.1, Directives Are Defined;
/// spec 5.7.2, Directives Are in Valid Locations).
/// </summary>
internal sealed class SdlKnownDirectivesRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        foreach (var (node, parent) in context.Nodes)
        {
            foreach (var directive in DirectivePlace.GetDirectives(node))
            {
                var location = DirectivePlace.GetLocation(node, parent);
                if (!context.Directives.TryGetValue(directive.Name.Value, out var signature))
                {
                    context.Report(SdlErrors.UnknownDirective(context, directive));
                }
                else if (!signature.Locations.Contains(location))
                {
                    context.Report(SdlErrors.DirectiveMisplaced(context, directive, location));
                }
            }
        }
    }
}
