using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;
using Jim.GraphQL.Validation;
using Jim.Platform.Cache;

namespace Jim.Platform.Schemas;

/// <summary>The valid documents of one role, parsed and validated once, by their bytes.</summary>
public sealed class PreparedDocuments(SchemaView view)
{
    private const int GenerationMax = 1000;
    private readonly GenerationCache<byte[], PreparedDocument> _documents = new(GenerationMax, ByteStringComparer.Default);

    /// <summary>False: the text is not a valid document, and is not cached.</summary>
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

/// <summary>A valid document and its operations, each of which is opened once.</summary>
public sealed class PreparedDocument(SchemaView view, DocumentNode document)
{
    private readonly ConcurrentDictionary<string, Operation> _operations = new(StringComparer.Ordinal);

    /// <summary>
    /// The operation of that name; null: the only one. Throws <see cref="GraphQLException"/> when the name fits no operation,
    /// or is needed.
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
