namespace Jim.GraphQL.Json;

/// <summary>An answer would pass the limit of its buffer; the door turns it into a coded error.</summary>
public sealed class ResponseTooLargeException(int bytesMax) : Exception($"The response is larger than {bytesMax} bytes.")
{
    /// <summary>The limit, in bytes.</summary>
    public int BytesMax { get; } = bytesMax;
}
