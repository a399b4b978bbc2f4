using System.Collections.Frozen;

namespace Jim.GraphQL.Operations;

/// <summary>
/// One operation of a document that was validated against one view of the schema. Immutable; it is cached and shared by requests.
/// </summary>
public sealed class Operation
{
    /// <summary>The document must have been validated against the view. Nothing is checked here.</summary>
    public Operation(SchemaView view, DocumentNode document, OperationDefinitionNode definition, ObjectType rootType)
    {
        (View, Document, Definition, RootType) = (view, document, definition, rootType);
        Fragments = document.Fragments;
        IsIncremental = IncrementalDirectives.Occur(definition.SelectionSet)
            || Fragments.Values.Any(f => IncrementalDirectives.Occur(f.SelectionSet));
    }

    private Operation(Operation whole, OperationDefinitionNode definition)
    {
        (View, Document, Definition, RootType) = (whole.View, whole.Document, definition, whole.RootType);
        Fragments = whole.Fragments;
        IsPart = true;
    }

    /// <summary>The schema as the role of the request sees it.</summary>
    public SchemaView View { get; }

    /// <summary>The document with the operation and its fragments.</summary>
    public DocumentNode Document { get; }

    /// <summary>The operation as written. For a part of a response, it has the selections of that part in place of all.</summary>
    public OperationDefinitionNode Definition { get; }

    /// <summary>Query, mutation or subscription.</summary>
    public OperationKind Kind => Definition.Kind;

    /// <summary>The operation's name; null: anonymous.</summary>
    public string? Name => Definition.Name?.Value;

    /// <summary>The root type of <see cref="Kind"/> (spec 3.3.1).</summary>
    public ObjectType RootType { get; }

    /// <summary>The fragment definitions of the document by name.</summary>
    public FrozenDictionary<string, FragmentDefinitionNode> Fragments { get; }

    /// <summary>True when the document has <c>@defer</c> or <c>@stream</c>, even if a variable switches it off.</summary>
    public bool IsIncremental { get; }

    /// <summary>
    /// True for an operation that <see cref="OperationSplitter"/> created. It selects one part of the response, and a list with
    /// <c>@stream</c> has only its first items in it. In all other operations <c>@defer</c> and <c>@stream</c> are ignored.
    /// </summary>
    public bool IsPart { get; }

    /// <summary>An operation of the same document that selects something else.</summary>
    internal Operation CreatePart(SelectionSetNode selection) => new(
        this,
        new OperationDefinitionNode(
            Kind, Definition.Name, Definition.Description, Definition.Variables, Definition.Directives, selection, Definition.Range));
}
