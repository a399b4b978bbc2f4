using System.Text.Json;

namespace Jim.Platform.Jobs;

/// <summary>
/// The message that has a worker look at a job. It holds only the id and kind, because what is to be done stands in the row of
/// <c>jim.jobs</c>. It is sent as JSON.
/// </summary>
/// <param name="V">The version of the form of the message; 1.</param>
internal sealed record JobMessage(int V, Guid Id, string Kind)
{
    private const int Version = 1;

    public static byte[] Write(Guid id, string kind) =>
        JsonSerializer.SerializeToUtf8Bytes(new JobMessage(Version, id, kind), JsonSerializerOptions.Web);

    /// <exception cref="FormatException">The bytes are no message of this version; the same bytes will never be one.</exception>
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
