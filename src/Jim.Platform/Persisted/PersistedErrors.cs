namespace Jim.Platform.Persisted;

/// <summary>The errors of persisted operations, with the messages of HotChocolate where it has them.</summary>
public static class PersistedErrors
{
    private const int KeyCharsMax = 100;

    /// <summary>An id, well-formed or not, that names no trusted operation.</summary>
    public static RequestError UnknownOperation(string id) => ErrorTable.OperationUnknown.Create(
        "The specified persisted operation key is invalid.",
        ("requestedKey", id.Length > KeyCharsMax ? id[..KeyCharsMax] + "…" : id));

    /// <summary>Clients (Apollo, urql) recognize this message and send the text.</summary>
    public static RequestError NotFound() => ErrorTable.HashUnknown.Create("PersistedQueryNotFound");

    /// <param name="hint">What to do, where the server may tell about its settings; else null.</param>
    public static RequestError OnlyPersisted(string? hint) => ErrorTable.OnlyPersisted.Create(
        "Only persisted operations are allowed.", hint is null ? [] : [("hint", hint)]);

    public static RequestError WrongHash(string expected) => ErrorTable.HashWrong.Create(
        "The `sha256Hash` is not the SHA-256 of the query's UTF-8 bytes.", ("sha256Hash", expected));

    public static RequestError UnusableExtension() => ErrorTable.PersistedQueryInvalid.Create(
        "`extensions.persistedQuery` takes the version 1 and a `sha256Hash` of 64 hex digits.");
}
