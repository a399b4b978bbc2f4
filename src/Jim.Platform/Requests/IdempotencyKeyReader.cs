using System.Text.Json;
using Jim.GraphQL.Limits;

namespace Jim.Platform.Requests;

/// <summary>
/// The header <c>Idempotency-Key</c> (IETF draft-ietf-httpapi-idempotency-key-header), or <c>extensions.idempotencyKey</c> where a
/// transport has no headers: a client that does not know whether a mutation arrived sends it again under the same key.
/// </summary>
public static class IdempotencyKeyReader
{
    private const int LengthMax = 255;

    /// <summary>The bound on its length.</summary>
    public static Limit Limit => Limit.Fixed("Longest `Idempotency-Key`, in characters.", LengthMax, "`JIM_IDEMPOTENCY_KEY`");

    /// <summary>
    /// The key of a mutation; null: none was sent. Throws <see cref="GraphQLException"/> (JIM_IDEMPOTENCY_KEY) where it cannot be used.
    /// </summary>
    public static string? Read(OperationInput input)
    {
        var key = input.Request.IdempotencyKey ?? ReadExtension(input.Request);
        if (key is null)
        {
            return null;
        }

        // The draft has the key in quotes, as all strings in headers; most clients send it without.
        key = key is ['"', .. var quoted, '"'] ? quoted : key;
        if (key.Length is 0 or > LengthMax || key.Any(c => c is <= ' ' or > '~'))
        {
            throw RequestErrors.IdempotencyKeyInvalid(LengthMax).ToException();
        }

        return input.Caller.Subject is null ? throw RequestErrors.IdempotencyNeedsUser().ToException() : key;
    }

    private static string? ReadExtension(GraphQLRequest request)
    {
        if (request.Extensions is not { ValueKind: JsonValueKind.Object } extensions
            || !extensions.TryGetProperty("idempotencyKey", out var key) || key.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return key.ValueKind == JsonValueKind.String ? key.GetString() : string.Empty;
    }
}
