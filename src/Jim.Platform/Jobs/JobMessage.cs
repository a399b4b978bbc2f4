using System.Text.Json;

namespace Jim.Platform.Jobs;

/// <summary>The hint that wakes a worker: ids only, the row is the truth. JSON of version 1.</summary>
internal sealed record JobMessage(int V, Guid Id, string Kind)
{
    private const int Version = 1;

    public static byte[] Write(Guid id, string kind) =>
        JsonSerializer.SerializeToUtf8Bytes(new JobMessage(Version, id, kind), JsonSerializerOptions.Web);

    /// <exception cref="FormatException">The bytes are no message of this version, and sending them again cannot help.</exception>
    public static JobMessage Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<JobMessage>(body.Span, JsonSerializerOptions.Web) is { V: Version, Kind.Length: > 0 } message
                ? message
                : throw new FormatException("The message is of an unknown version.");
        }
        catch (JsonException e)
        {
            throw new FormatException("The message is no JSON of this kind.", e);
        }
    }
}
