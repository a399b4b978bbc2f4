using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;
using Jim.GraphQL.Validation;
using Jim.Platform.Cache;

namespace Jim.Platform.Schemas;

/// <summary>
/// Caches the valid documents of one role by their bytes, so that each is parsed and validated once. Bounded; safe for threads.
/// </summary>
public sealed class PreparedDocuments(SchemaView view)
{
    private const int GenerationMax = 1000;
    private readonly GenerationCache<byte[], PreparedDocument> _documents = new(GenerationMax, ByteStringComparer.Default);

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
    private readonly ConcurrentDictionary<string, Operation> _operations = new(StringComparer.Ordinal);

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
}
