using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Jim.Data.Migrations;

namespace Jim.Platform.Backups;

/// <summary>
/// What a backup holds: written last, so that a folder without it is no backup. It has its own SHA-256, and those of all other files.
/// </summary>
/// <param name="Format">The form of the backup; this Jim reads <see cref="CurrentFormat"/> and earlier ones.</param>
/// <param name="Jim">The version of the Jim that made it.</param>
/// <param name="TakenAt">When the database was as it is in the backup.</param>
/// <param name="Keys">Files below <c>JIM_DATA</c>, each as <c>keys/issuer/key.pem</c>.</param>
public sealed record BackupManifest(
    int Format, string Jim, DateTimeOffset TakenAt, BackupDatabase Database, AppliedMigrations Migrations,
    ImmutableArray<BackupSetting> Settings, BackupFile Dump, BackupVersions Versions, ImmutableArray<BackupFile> Keys)
{
    public const string FileName = "manifest.json";
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The bytes of the file.</summary>
    public byte[] Render()
    {
        var body = JsonSerializer.Serialize(this, Json).ReplaceLineEndings("\n");
        return Encoding.UTF8.GetBytes($"{{\n\"sha256\": \"{ComputeDigest(body)}\",\n\"backup\": {body}\n}}\n");
    }

    /// <summary>Null where the bytes are not those that <see cref="Render"/> made.</summary>
    public static BackupManifest? Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var body = document.RootElement.GetProperty("backup");
            var told = document.RootElement.GetProperty("sha256").GetString();

            // A later Jim may write other properties: so the digest is that of the text, and not of what this Jim would write.
            var text = body.GetRawText();
            var whole = Encoding.UTF8.GetBytes($"{{\n\"sha256\": \"{told}\",\n\"backup\": {text}\n}}\n");
            return told == ComputeDigest(text) && whole.AsSpan().SequenceEqual(bytes) ? body.Deserialize<BackupManifest>(Json) : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string ComputeDigest(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
}

/// <summary>The database that was dumped.</summary>
/// <param name="Postgres">The server's version, as <c>15.14</c>.</param>
/// <param name="Major">The first number of that.</param>
/// <param name="DumpedBy">The role that dumped.</param>
/// <param name="Owners">The roles that own schemas, relations, functions and types.</param>
/// <param name="Roles">The roles that own, or are named by grants and policies; a restore creates those that are missing.</param>
/// <param name="Bytes">Its size on the server's disk.</param>
public sealed record BackupDatabase(
    string Name, string Postgres, int Major, string DumpedBy, ImmutableArray<string> Owners, ImmutableArray<BackupRole> Roles, long Bytes);

/// <summary>A role that the database names.</summary>
/// <param name="Login">It could log in; a restore does not know its password and makes it without.</param>
/// <param name="Inherit">Whether it has the rights of the roles that it is a member of.</param>
/// <param name="MemberOf">The roles that it is a member of, among those of the backup.</param>
public sealed record BackupRole(string Name, bool Login, bool Inherit, ImmutableArray<string> MemberOf);

/// <summary>A file of the backup.</summary>
/// <param name="Name">Its path in the folder of the backup.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower case hex.</param>
public sealed record BackupFile(string Name, long Size, string Sha256);

/// <summary>The list of the files' versions, and what it holds.</summary>
/// <param name="List">A JSON object in each line (<see cref="BackedUpVersion"/>).</param>
/// <param name="Count">Versions in the list.</param>
/// <param name="Missing">Those whose bytes could not be had.</param>
/// <param name="Bytes">Of all versions that are not missing; those with the same bytes are counted each.</param>
public sealed record BackupVersions(BackupFile List, long Count, long Missing, long Bytes);
