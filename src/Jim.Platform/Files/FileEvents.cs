using System.Text.Json;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>Changes of a file's state as rows of the outbox <c>jim.events</c>, written in the transaction that changes the state.</summary>
internal static class FileEvents
{
    public const string Staged = "staged";
    public const string Stored = "stored";
    public const string Failed = "failed";

    /// <summary>
    /// The event's id is derived from the version and the state, so that writing or publishing it again makes the same event.
    /// </summary>
    private const string Insert = """
        insert into jim.events (id, kind, subject, subject_id, actor, data)
        select md5($1 || ' ' || $2)::uuid, $1, 'file', f.id, f.owner_id, $4 from jim.files f where f.id = $3
        on conflict (id) do nothing
        """;

    public static NpgsqlBatchCommand Command(string kind, Guid fileId, Guid versionId) => FileCommands.Build(
        Insert, kind, versionId.ToString("D"), fileId,
        new FileCommands.JsonbParameter(JsonSerializer.Serialize(new { versionId }, JsonSerializerOptions.Web)));
}
