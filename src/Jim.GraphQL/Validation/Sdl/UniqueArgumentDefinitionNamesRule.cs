namespace Jim.GraphQL.Validation.Sdl;

/// <summary>The arguments of a field or directive have unique names (spec 3.6.1, Field Arguments; spec 3.13, Directives).</summary>
internal sealed class UniqueArgumentDefinitionNamesRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        foreach (var directive in context.DirectiveDefinitions)
        {
            Check(context, $"@{directive.Name}", directive.Arguments);
        }

        foreach (var type in context.Types.OfType<FieldsTypeDefinitionNode>())
        {
            foreach (var field in type.Fields)
            {
                Check(context, $"{type.Name}.{field.Name}", field.Arguments);
            }
        }
    }

    private static void Check(SdlContext context, string owner, IEnumerable<InputValueDefinitionNode> arguments)
    {
        foreach (var same in arguments.Select(a => a.Name).GroupBy(n => n.Value).Where(g => g.Skip(1).Any()))
        {
            context.Report(SdlErrors.MemberTwice(context, $"Argument \"{owner}({same.Key}:)\"", [.. same]));
        }
    }
}
