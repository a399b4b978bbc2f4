namespace Jim.GraphQL.Validation.Sdl;

/// <summary>Every directive that stands somewhere is defined, and may stand there (spec 3.13, 5.7.1, 5.7.2).</summary>
internal sealed class KnownDirectivesRule : ISdlRule
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
                    context.Report($"Unknown directive \"@{directive.Name}\".", directive);
                }
                else if (!signature.Locations.Contains(location))
                {
                    context.Report($"Directive \"@{directive.Name}\" may not be used on {location}.", directive);
                }
            }
        }
    }
}
