using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;
using Jim.GraphQL.Validation;

namespace Jim.Platform.Schemas;

/// <summary>
/// Documents that were parsed and validated for one role, by their bytes. Two generations: when the young one is full it becomes the old
/// one and the old one is dropped, so what is asked for stays and memory is bounded.
/// </summary>
public sealed class PreparedDocuments(SchemaView view)
{
    private const int GenerationMax = 1000;
    private ConcurrentDictionary<byte[], PreparedDocument> _young = New();
    private ConcurrentDictionary<byte[], PreparedDocument> _old = New();

    /// <summary>A document that is not valid comes back with its errors; it is not kept.</summary>
    /// <param name="text">The document's UTF-8 text.</param>
    /// <param name="validation">The same at each call, as the text alone decides whether a kept document is taken.</param>
    public PreparedDocument Prepare(ReadOnlyMemory<byte> text, ParserOptions parser, ValidationOptions validation)
    {
        if (Find(text.Span) is { } kept)
        {
            return kept;
        }

        var owned = text.ToArray();
        DocumentNode document;
        try
        {
            document = Parser.ParseDocument(owned, parser);
        }
        catch (GraphQLSyntaxException e)
        {
            return new PreparedDocument(view, null, e.Errors);
        }

        var errors = DocumentValidator.Validate(view, document, validation);
        var prepared = new PreparedDocument(view, document, errors);
        if (errors.Count == 0)
        {
            Keep(owned, prepared);
        }

        return prepared;
    }

    private PreparedDocument? Find(ReadOnlySpan<byte> text)
    {
        if (_young.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(text, out var young))
        {
            return young;
        }

        if (!_old.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(text, out var old))
        {
            return null;
        }

        Keep(text.ToArray(), old);
        return old;
    }

    private void Keep(byte[] text, PreparedDocument document)
    {
        if (_young.Count >= GenerationMax)
        {
            _old = _young;
            _young = New();
        }

        _young[text] = document;
    }

    private static ConcurrentDictionary<byte[], PreparedDocument> New() => new(ByteStrings.Comparer);

    /// <summary>
    /// Byte strings as keys, found by a span. <see cref="HashCode"/> is seeded per process: keys cannot be made to collide.
    /// </summary>
    private sealed class ByteStrings : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static ByteStrings Comparer { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}

/// <summary>A document and its operations, opened once each.</summary>
public sealed class PreparedDocument(SchemaView view, DocumentNode? document, IReadOnlyList<GraphQLError> errors)
{
    private readonly ConcurrentDictionary<string, Operation> _operations = new(StringComparer.Ordinal);

    /// <summary>Empty: valid.</summary>
    public IReadOnlyList<GraphQLError> Errors { get; } = errors;

    /// <summary>Throws <see cref="Jim.GraphQL.GraphQLException"/> when the name fits no operation, or is needed.</summary>
    public Operation Operation(string? name)
    {
        if (_operations.TryGetValue(name ?? string.Empty, out var open))
        {
            return open;
        }

        var operation = OperationSelector.Open(view, document!, name);
        return _operations.GetOrAdd(name ?? string.Empty, operation);
    }
}
