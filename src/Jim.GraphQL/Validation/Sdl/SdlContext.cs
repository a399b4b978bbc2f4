namespace Jim.GraphQL.Validation.Sdl;

/// <summary>
/// A type system document during its validation: its parts as the rules need them, the schema that it extends (if any), and the errors
/// found so far.
/// </summary>
internal sealed class SdlContext
{
    private readonly List<GraphQLError> _errors = [];
    private string _rule = "";

    public SdlContext(DocumentNode document, Schema? extended)
    {
        Source = document.Source;
        Extended = extended;
        Nodes = [.. SyntaxTree.Descendants(document)];
        Types = [.. document.Definitions.OfType<TypeDefinitionNode>()];
        Defined = Types.Where(t => !t.IsExtension).GroupBy(t => t.Name.Value)
            .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        SchemaDefinitions = [.. document.Definitions.OfType<SchemaDefinitionNode>()];
        DirectiveDefinitions = [.. document.Definitions.OfType<DirectiveDefinitionNode>()];
        Directives = DirectiveSignature.Collect(extended, DirectiveDefinitions);
    }

    /// <summary>The text of the document.</summary>
    public Source Source { get; }

    /// <summary>The schema that the document extends; null: none.</summary>
    public Schema? Extended { get; }

    /// <summary>Every node with its parent, in document order.</summary>
    public IReadOnlyList<(SyntaxNode Node, SyntaxNode? Parent)> Nodes { get; }

    /// <summary>All type definitions and type extensions.</summary>
    public IReadOnlyList<TypeDefinitionNode> Types { get; }

    /// <summary>The document's own type definitions by name. Of several with the same name, the last one.</summary>
    public IReadOnlyDictionary<string, TypeDefinitionNode> Defined { get; }

    public IReadOnlyList<SchemaDefinitionNode> SchemaDefinitions { get; }

    public IReadOnlyList<DirectiveDefinitionNode> DirectiveDefinitions { get; }

    /// <summary>
    /// The directives by name: the document's own definitions, or else those of the extended schema, or else the built-in ones.
    /// </summary>
    public IReadOnlyDictionary<string, DirectiveSignature> Directives { get; }

    public IReadOnlyList<GraphQLError> Errors => _errors;

    public IEnumerable<T> GetAll<T>()
        where T : SyntaxNode => Nodes.Select(n => n.Node).OfType<T>();

    /// <summary>Every applied directive whose definition is known, with that definition.</summary>
    public IEnumerable<(DirectiveNode Directive, DirectiveSignature Signature)> GetKnownDirectives()
    {
        foreach (var directive in GetAll<DirectiveNode>())
        {
            if (Directives.TryGetValue(directive.Name.Value, out var signature))
            {
                yield return (directive, signature);
            }
        }
    }

    /// <summary>The type of that name in the extended schema; null when there is none.</summary>
    public NamedType? FindExisting(string name) => Extended is not null && Extended.TryGetType(name, out var type) ? type : null;

    /// <summary>
    /// Runs a rule. Its errors have the rule name of graphql-js, without the prefix that distinguishes classes here when a rule for
    /// operations has the same name.
    /// </summary>
    public void Run(ISdlRule rule)
    {
        const string Prefix = "Sdl";
        var name = rule.GetType().Name;
        _rule = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        rule.Check(this);
    }

    /// <summary>Adds an error of the running rule.</summary>
    public void Report(GraphQLError error) => _errors.Add(error with { Rule = _rule });
}
