namespace Jim.GraphQL.Validation.Sdl;

/// <summary>The values of an enum, its extensions included, have unique names (spec 3.9, Enums).</summary>
internal sealed class UniqueEnumValueNamesRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        var known = new Dictionary<(string Type, string Value), NameNode>();
        foreach (var type in context.Types.OfType<EnumTypeDefinitionNode>())
        {
            foreach (var name in type.Values.Select(v => v.Name))
            {
                var value = $"Enum value \"{type.Name}.{name}\"";
                if (context.FindExisting(type.Name.Value) is EnumType existing && existing.Values.TryGet(name.Value, out _))
                {
                    context.Report(SdlErrors.MemberExists(context, value, name));
                }
                else if (!known.TryAdd((type.Name.Value, name.Value), name))
                {
                    context.Report(SdlErrors.MemberTwice(context, value, known[(type.Name.Value, name.Value)], name));
                }
            }
        }
    }
}
