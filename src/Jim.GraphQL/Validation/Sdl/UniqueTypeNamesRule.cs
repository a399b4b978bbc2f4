using Jim.GraphQL.Language;

namespace Jim.GraphQL.Validation.Sdl;

/// <summary>Type names are unique, also among those of the extended schema (spec 3.4).</summary>
internal sealed class UniqueTypeNamesRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        var known = new Dictionary<string, NameNode>(StringComparer.Ordinal);
        foreach (var name in context.Types.Where(t => !t.IsExtension).Select(t => t.Name))
        {
            if (context.Existing(name.Value) is not null)
            {
                context.Report(
                    $"Type \"{name.Value}\" already exists in the schema. It cannot also be defined in this type definition.", name);
            }
            else if (!known.TryAdd(name.Value, name))
            {
                context.Report($"There can be only one type named \"{name.Value}\".", known[name.Value], name);
            }
        }
    }
}
