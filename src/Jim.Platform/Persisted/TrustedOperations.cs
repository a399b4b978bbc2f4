using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Jim.Platform.Persisted;

/// <summary>
/// The operations that were read from files at the start (<c>JIM_OPERATIONS</c>), by their id and by the hash of their text.
/// </summary>
public sealed partial class TrustedOperations
{
    /// <summary>Stands before a SHA-256 that is sent as an id (GraphQL over HTTP, appendix on persisted documents).</summary>
    private const string HashPrefix = "sha256:";

    private readonly FrozenDictionary<string, byte[]> _byId;
    private readonly FrozenDictionary<string, byte[]> _byHash;

    public TrustedOperations(IEnumerable<KeyValuePair<string, byte[]>> texts)
    {
        _byId = texts.ToFrozenDictionary(StringComparer.Ordinal);
        _byHash = _byId.Values
            .DistinctBy(text => DocumentHash.Compute(text))
            .ToFrozenDictionary(text => DocumentHash.Compute(text), StringComparer.Ordinal);
    }

    public static TrustedOperations None { get; } = new([]);

    public int Count => _byId.Count;

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsId(string id) => Id().IsMatch(id);

    /// <summary>The text of the id, or of <c>sha256:</c> and its hash; null: there is none.</summary>
    public byte[]? Find(string id) =>
        _byId.TryGetValue(id, out var text) ? text
        : id.StartsWith(HashPrefix, StringComparison.Ordinal) ? FindByHash(id[HashPrefix.Length..])
        : null;

    /// <summary>The text whose hash this is; null: there is none.</summary>
    public byte[]? FindByHash(string hash) => _byHash.TryGetValue(hash, out var text) ? text : null;

    /// <summary>True for a text that has the same bytes as one of them.</summary>
    public bool Contains(ReadOnlySpan<byte> text) => _byHash.ContainsKey(DocumentHash.Compute(text));

    [GeneratedRegex("^(?:sha256:)?[A-Za-z0-9_-]{1,256}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
