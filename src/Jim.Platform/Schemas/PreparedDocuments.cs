using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;
using Jim.GraphQL.Validation;
using Jim.Platform.Cache;

namespace Jim.Platform.Schemas;

/// <summary>
/// Caches the valid documents of one role by their bytes, so that each is parsed and validated once. Bounded in bytes; safe for threads.
/// </summary>
/// <param name="bytesMax">The most bytes of all documents, as <see cref="PreparedDocument.Bytes"/> counts them.</param>
public sealed class PreparedDocuments(SchemaView view, long bytesMax = 64 << 20)
{
    private readonly GenerationCache<byte[], PreparedDocument> _documents = new(entriesMax: 10_000, ByteStringComparer.Default)
    {
        BytesMax = bytesMax / 2, SizeOf = document => document.Bytes, Name = "documents",
    };

    /// <summary>Bytes of the documents that are held.</summary>
    public long Bytes => _documents.Bytes;

    /// <summary>Parses and validates a document, or finds it in the cache. False: it is not valid, and is not cached.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="validation">The same at each call: a cached document is found by its text alone.</param>
    /// <param name="errors">What is wrong with it: one syntax error, or those of validation. Empty for a valid document.</param>
    public bool TryPrepare(
        ReadOnlyMemory<byte> text, ParserOptions parser, ValidationOptions validation,
        [NotNullWhen(true)] out PreparedDocument? document, out IReadOnlyList<GraphQLError> errors)
    {
        errors = [];
        if (_documents.TryGet(text.Span, out document))
        {
            return true;
        }

        var owned = text.ToArray();
        try
        {
            var parsed = Parser.ParseDocument(owned, parser);
            errors = DocumentValidator.Validate(view, parsed, validation);
            document = new PreparedDocument(view, parsed);
        }
        catch (GraphQLSyntaxException e)
        {
            errors = e.Errors;
        }

        if (document is null || errors.Count > 0)
        {
            return false;
        }

        _documents.Set(owned, document);
        return true;
    }
}

/// <summary>A valid document and its operations, each of which is selected and prepared for execution once.</summary>
public sealed class PreparedDocument(SchemaView view, DocumentNode document)
{
    /// <summary>The most memory of the parts that one operation with <c>@defer</c> or <c>@stream</c> was taken apart into.</summary>
    public const long PartsBytesMax = 64 << 10;

    private const int BytesAtLeast = 4096;

    private readonly ConcurrentDictionary<string, Operation> _operations = new(StringComparer.Ordinal);

    /// <summary>The memory that it keeps, with its text, its operations and their parts, counted rather too high.</summary>
    public long Bytes { get; } = BytesAtLeast + document.Source.CountKeptBytes() + CountParts(document);

    /// <summary>
    /// The operation of that name; null or empty: the only one. Throws <see cref="GraphQLException"/> when there is no such operation, or
    /// when a name is needed because there are several (GetOperation, GraphQL specification 6.1).
    /// </summary>
    public Operation Open(string? name)
    {
        if (_operations.TryGetValue(name ?? string.Empty, out var open))
        {
            return open;
        }

        var operation = OperationSelector.Open(view, document, name);
        return _operations.GetOrAdd(name ?? string.Empty, operation);
    }

    private static long CountParts(DocumentNode document) =>
        IncrementalDirectives.Occur(document) ? document.Definitions.Count(d => d is OperationDefinitionNode) * PartsBytesMax : 0;
}
