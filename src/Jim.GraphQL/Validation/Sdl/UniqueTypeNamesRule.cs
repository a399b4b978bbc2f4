namespace Jim.GraphQL.Validation.Sdl;

/// <summary>Type names are unique, also among those of the extended schema (spec 3.4, Types).</summary>
internal sealed class UniqueTypeNamesRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        var known = new Dictionary<string, NameNode>(StringComparer.Ordinal);
        foreach (var name in context.Types.Where(t => !t.IsExtension).Select(t => t.Name))
        {
            if (context.FindExisting(name.Value) is not null)
            {
                context.Report(SdlErrors.TypeExists(context, name));
            }
            else if (!known.TryAdd(name.Value, name))
            {
                context.Report(SdlErrors.TypeTwice(context, known[name.Value], name));
            }
        }
    }
}
