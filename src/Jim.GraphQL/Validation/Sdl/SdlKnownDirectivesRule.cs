namespace Jim.GraphQL.Validation.Sdl;

/// <summary>
/// Every directive that stands somewhere is defined, and may stand there (spec 3.13, Directives; spec 5.7.1, Directives Are Defined; spec
/// 5.7.2, Directives Are in Valid Locations).
/// </summary>
internal sealed class SdlKnownDirectivesRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        foreach (var (node, parent) in context.Nodes)
        {
            foreach (var directive in DirectivePlace.DirectivesOf(node))
            {
                var location = DirectivePlace.LocationOf(node, parent);
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
