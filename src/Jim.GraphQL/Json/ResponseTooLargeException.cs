namespace Jim.GraphQL.Json;

/// <summary>
/// A response would become larger than its buffer may grow. The server answers with the error code JIM_RESPONSE_TOO_LARGE.
/// </summary>
public sealed class ResponseTooLargeException(int bytesMax) : Exception($"The response is larger than {bytesMax} bytes.")
{
    /// <summary>The limit, in bytes.</summary>
    public int BytesMax { get; } = bytesMax;
}
