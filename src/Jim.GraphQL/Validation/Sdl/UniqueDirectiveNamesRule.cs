namespace Jim.GraphQL.Validation.Sdl;

/// <summary>Directive names are unique, also among those of the extended schema (spec 3.13, Directives).</summary>
internal sealed class UniqueDirectiveNamesRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        var known = new Dictionary<string, NameNode>(StringComparer.Ordinal);
        foreach (var name in context.DirectiveDefinitions.Select(d => d.Name))
        {
            if (context.Extended is not null && context.Extended.Directives.TryGet(name.Value, out _))
            {
                context.Report(SdlErrors.DirectiveExists(context, name));
            }
            else if (!known.TryAdd(name.Value, name))
            {
                context.Report(SdlErrors.DirectiveTwice(context, known[name.Value], name));
            }
        }
    }
}
