using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Jim.Platform.Backups;

/// <summary>A version of a file in a backup.</summary>
/// <param name="Id">Of the row of <c>jim.file_versions</c>.</param>
/// <param name="Name">The file's name, for people.</param>
/// <param name="Number">Of the version, from 1.</param>
/// <param name="Key">Of the object in a store.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower case hex; names the file below <c>objects</c>.</param>
/// <param name="MimeType">As stores are told.</param>
/// <param name="State">That of the row.</param>
/// <param name="SpoolKey">Where the bytes waited if they were not stored yet; else null.</param>
/// <param name="Missing">Why the backup has no bytes; null: it has them.</param>
public sealed record BackedUpVersion(
    Guid Id, string Name, int Number, string Key, long Size, string Sha256, string MimeType, string State, string? SpoolKey,
    string? Missing)
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>True: no store has the bytes yet, so that a restore puts them into the spool.</summary>
    [JsonIgnore]
    public bool IsSpooled => State != "stored";

    /// <summary>As messages name it.</summary>
    [JsonIgnore]
    public string Title => $"{Name} (version {Number}, {Key})";

    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>The versions of a list. Throws <see cref="JsonException"/> for a line that <see cref="Write"/> did not make.</summary>
    public static async IAsyncEnumerable<BackedUpVersion> ReadAllAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            yield return JsonSerializer.Deserialize<BackedUpVersion>(line, Json) ?? throw new JsonException("an empty line");
        }
    }
}
