using System.Collections.Frozen;
using Jim.GraphQL.Language;
using Jim.GraphQL.Types;

namespace Jim.GraphQL.Operations;

/// <summary>One validated operation of a document against one view of the schema. Immutable, cached and shared by requests.</summary>
public sealed class Operation
{
    /// <summary>An operation of a document that was validated against the view; nothing is checked again.</summary>
    public Operation(SchemaView view, DocumentNode document, OperationDefinitionNode definition, ObjectType rootType)
    {
        (View, Document, Definition, RootType) = (view, document, definition, rootType);
        Fragments = document.Definitions.OfType<FragmentDefinitionNode>().ToFrozenDictionary(f => f.Name.Value, StringComparer.Ordinal);
        IsIncremental = IncrementalDirectives.Stand(definition.SelectionSet)
            || Fragments.Values.Any(f => IncrementalDirectives.Stand(f.SelectionSet));
    }

    private Operation(Operation whole, OperationDefinitionNode definition)
    {
        (View, Document, Definition, RootType) = (whole.View, whole.Document, definition, whole.RootType);
        Fragments = whole.Fragments;
        IsPart = true;
    }

    /// <summary>The schema as the role of the request sees it.</summary>
    public SchemaView View { get; }

    /// <summary>The document that the operation stands in, with its fragments.</summary>
    public DocumentNode Document { get; }

    /// <summary>The operation as written; of a part: with the part's selections in place of all.</summary>
    public OperationDefinitionNode Definition { get; }

    /// <summary>Query, mutation or subscription.</summary>
    public OperationKind Kind => Definition.Kind;

    /// <summary>The operation's name; null: anonymous.</summary>
    public string? Name => Definition.Name?.Value;

    /// <summary>The root type of <see cref="Kind"/> (spec 3.3.1).</summary>
    public ObjectType RootType { get; }

    /// <summary>The fragment definitions of the document by name.</summary>
    public FrozenDictionary<string, FragmentDefinitionNode> Fragments { get; }

    /// <summary>True when its document has a <c>@defer</c> or <c>@stream</c>, which may be switched off by a variable.</summary>
    public bool IsIncremental { get; }

    /// <summary>
    /// True for an operation that <see cref="OperationSplitter"/> made: it selects one part of the answer, and a list with <c>@stream</c>
    /// has only its first items in it. In any other operation both directives mean nothing.
    /// </summary>
    public bool IsPart { get; }

    /// <summary>An operation of the same document that selects something else.</summary>
    internal Operation Part(SelectionSetNode selection) => new(
        this,
        new OperationDefinitionNode(
            Kind, Definition.Name, Definition.Description, Definition.Variables, Definition.Directives, selection, Definition.Range));
}
