namespace Jim.GraphQL.Validation.Sdl;

/// <summary>What rules need to know about a directive, whether the document or a schema defines it.</summary>
/// <param name="Required">The required arguments, with their types as text.</param>
internal sealed record DirectiveSignature(
    string Name, bool IsRepeatable, IReadOnlyList<string> Locations, IReadOnlyList<string> Arguments,
    IReadOnlyList<(string Name, string Type)> Required)
{
    /// <summary>
    /// The directives by name: those of the extended schema, or else the built-in ones. The document's own definitions replace those with
    /// the same name.
    /// </summary>
    public static IReadOnlyDictionary<string, DirectiveSignature> Collect(Schema? extended, IEnumerable<DirectiveDefinitionNode> own)
    {
        var signatures = (extended?.Directives ?? (IEnumerable<DirectiveDefinition>)BuiltInDirectives.All)
            .Select(Describe).ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var definition in own)
        {
            signatures[definition.Name.Value] = Describe(definition);
        }

        return signatures;
    }

    private static DirectiveSignature Describe(DirectiveDefinition d) => new(
        d.Name, d.IsRepeatable, [.. d.Locations], [.. d.Arguments.Select(a => a.Name)],
        [.. d.Arguments.Where(a => a.IsRequired).Select(a => (a.Name, a.Type.ToString()!))]);

    private static DirectiveSignature Describe(DirectiveDefinitionNode d) => new(
        d.Name.Value, d.IsRepeatable, [.. d.Locations.Select(l => l.Value)], [.. d.Arguments.Select(a => a.Name.Value)],
        [.. d.Arguments.Where(a => a is { Type: NonNullTypeNode, DefaultValue: null }).Select(a => (a.Name.Value, Printer.Print(a.Type)))]);
}
