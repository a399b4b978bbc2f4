namespace Jim.GraphQL.Validation.Sdl;

/// <summary>Every type that the document names is defined in the document or in the extended schema (spec 3.4, Types).</summary>
internal sealed class SdlKnownTypeNamesRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        var known = new HashSet<string>(context.Defined.Keys, StringComparer.Ordinal);
        known.UnionWith(context.Extended?.Types.Select(t => t.Name) ?? []);
        var standard = Scalars.Specification.Select(s => s.Name).Concat(IntrospectionTypes.All.Select(t => t.Name)).ToList();
        HashSet<SyntaxNode> executable = new(
            context.Nodes.Where(n => n.Node is OperationDefinitionNode or FragmentDefinitionNode)
                .SelectMany(n => SyntaxTree.Descendants(n.Node)).Select(n => n.Node));

        foreach (var name in context.GetAll<NamedTypeNode>().Where(t => !known.Contains(t.Name.Value)))
        {
            var isTypeSystem = !executable.Contains(name);
            if (!isTypeSystem || !standard.Contains(name.Name.Value))
            {
                var near = Suggestions.Suggest(name.Name.Value, isTypeSystem ? standard.Concat(known) : known);
                context.Report(SdlErrors.UnknownType(context, name, near));
            }
        }
    }
}
