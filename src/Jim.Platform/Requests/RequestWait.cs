using System.Text.Json;

namespace Jim.Platform.Requests;

/// <summary>
/// How long the answer of a queued mutation waits for its result: the header <c>Jim-Wait</c>, or <c>extensions.wait</c> where a transport
/// has no headers.
/// </summary>
public static class RequestWait
{
    /// <summary>Null: the request does not say. Throws <see cref="GraphQLException"/> (JIM_WAIT) for no number of seconds.</summary>
    public static TimeSpan? Read(GraphQLRequest request)
    {
        if (request.Wait is { } header)
        {
            return header;
        }

        if (request.Extensions is not { ValueKind: JsonValueKind.Object } extensions
            || !extensions.TryGetProperty("wait", out var wait) || wait.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return wait.ValueKind == JsonValueKind.Number && wait.TryGetInt32(out var seconds) && seconds >= 0
            ? TimeSpan.FromSeconds(seconds)
            : throw RequestErrors.WaitInvalid().ToException();
    }
}
