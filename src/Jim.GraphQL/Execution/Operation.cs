using System.Collections.Frozen;
using Jim.GraphQL.Language;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Execution;

/// <summary>One validated operation of a document against one view of the schema. Immutable, cached and shared by requests.</summary>
public sealed class Operation(SchemaView view, DocumentNode document, OperationDefinitionNode definition, ObjectType rootType)
{
    public SchemaView View { get; } = view;

    public DocumentNode Document { get; } = document;

    public OperationDefinitionNode Definition { get; } = definition;

    public OperationKind Kind => Definition.Kind;

    public string? Name => Definition.Name?.Value;

    public ObjectType RootType { get; } = rootType;

    public FrozenDictionary<string, FragmentDefinitionNode> Fragments { get; } =
        document.Definitions.OfType<FragmentDefinitionNode>().ToFrozenDictionary(f => f.Name.Value, StringComparer.Ordinal);
}
