using Jim.GraphQL.Errors;

namespace Jim.Platform.Persisted;

/// <summary>The errors of persisted operations, with the messages and codes of HotChocolate where it has them.</summary>
public static class PersistedErrors
{
    private const int KeyCharsMax = 100;

    /// <summary>An id, well-formed or not, that names no trusted operation.</summary>
    public static GraphQLError UnknownOperation(string id) => new("The specified persisted operation key is invalid.")
    {
        Code = "HC0020", Extensions = [new("requestedKey", id.Length > KeyCharsMax ? id[..KeyCharsMax] + "…" : id)],
    };

    /// <summary>Clients (Apollo, urql) recognize this message and send the text.</summary>
    public static GraphQLError NotFound() => new("PersistedQueryNotFound") { Code = "HC0020" };

    /// <param name="hint">What to do, where the server may tell about its settings; else null.</param>
    public static GraphQLError OnlyPersisted(string? hint) => new("Only persisted operations are allowed.")
    {
        Code = "HC0067", Extensions = hint is null ? [] : [new("hint", hint)],
    };

    public static GraphQLError WrongHash(string expected) => new("The `sha256Hash` is not the SHA-256 of the query's UTF-8 bytes.")
    {
        Code = "JIM_PERSISTED_HASH", Extensions = [new("sha256Hash", expected)],
    };

    public static GraphQLError UnusableExtension() =>
        new("`extensions.persistedQuery` takes the version 1 and a `sha256Hash` of 64 hex digits.") { Code = "JIM_PERSISTED_QUERY" };
}
