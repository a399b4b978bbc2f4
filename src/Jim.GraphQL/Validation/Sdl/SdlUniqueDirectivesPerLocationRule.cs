namespace Jim.GraphQL.Validation.Sdl;

/// <summary>
/// A directive that is not repeatable is applied at most once at one place. A type and its extensions count as one place (spec 5.7.3,
/// Directives Are Unique per Location).
/// </summary>
internal sealed class SdlUniqueDirectivesPerLocationRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        var ofTypes = new Dictionary<string, Dictionary<string, DirectiveNode>>(StringComparer.Ordinal);
        var ofSchema = new Dictionary<string, DirectiveNode>(StringComparer.Ordinal);
        foreach (var (node, _) in context.Nodes)
        {
            var seen = node switch
            {
                SchemaDefinitionNode => ofSchema,
                TypeDefinitionNode type => SeenOn(ofTypes, type.Name.Value),
                _ => new Dictionary<string, DirectiveNode>(StringComparer.Ordinal),
            };
            foreach (var directive in DirectivePlace.GetDirectives(node))
            {
                if (context.Directives.TryGetValue(directive.Name.Value, out var signature) && !signature.IsRepeatable
                    && !seen.TryAdd(signature.Name, directive))
                {
                    context.Report(SdlErrors.DirectiveRepeated(context, seen[signature.Name], directive));
                }
            }
        }
    }

    private static Dictionary<string, DirectiveNode> SeenOn(Dictionary<string, Dictionary<string, DirectiveNode>> types, string name) =>
        types.TryGetValue(name, out var seen) ? seen : types[name] = new Dictionary<string, DirectiveNode>(StringComparer.Ordinal);
}
