using System.Text.Json;
using System.Text.Json.Serialization;
using Jim.Platform.Files.Mirrors;

namespace Jim.Server.Settings;

/// <summary>
/// The settings that say where files are kept: the variables of up to nine S3 servers, or a file (<c>JIM_TARGETS</c>) that also knows
/// directories.
/// </summary>
public static class TargetCatalog
{
    /// <summary>So many S3 servers have variables.</summary>
    public const int S3Max = 9;

    private const int NameMax = 40;
    private const string SecretPrefix = "env:";
    private const string S3Scheme = "s3://";

    private static readonly JsonSerializerOptions format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static ImmutableArray<Setting> Settings { get; } =
    [
        .. Enumerable.Range(1, S3Max).SelectMany(BuildS3),
        Setting.Text(
            "JIM_TARGETS", null, "A JSON file that names the places where files are kept, in place of S3_…: docs/files.md.",
            (s, v) => s with { TargetsFile = v }) with { Unset = "S3_…, else a folder in JIM_DATA" },
        Setting.WholeNumber(
            "JIM_COPIES", null, "Verified copies that a file needs to be stored; every file goes to all targets. At least 1.",
            (s, v) => s with { Copies = (int)Math.Max(v, 1) }) with { Unset = "1 with one or two targets, 2 with more" },
        Setting.WholeNumber(
            "JIM_TRASH_DAYS", "7",
            "How long deleted files are kept, with their copies in every place; then a keeper removes them. 0: for good.",
            (s, v) => s with { Trash = v == 0 ? null : TimeSpan.FromDays(v) }, 100_000),
    ];

    /// <summary><c>S3_</c>, <c>S3_2_</c>, <c>S3_3_</c> and so on.</summary>
    public static string GetS3Prefix(int number) => number == 1 ? "S3_" : FormattableString.Invariant($"S3_{number}_");

    /// <summary>The targets that the settings name, most wanted first. Throws <see cref="SettingsException"/>.</summary>
    public static ImmutableArray<TargetSettings> ReadAll(JimSettings settings, SettingSources sources)
    {
        var given = settings.S3.Where(s => s.Value.Endpoint is not null).Select(s => ReadS3(s.Key, s.Value)).ToImmutableArray();
        var targets = settings.TargetsFile switch
        {
            null => given,
            _ when !given.IsEmpty => throw new SettingsException("JIM_TARGETS and S3_ENDPOINT are both set: name all targets in the file."),
            { } path => ReadFile(path, sources),
        };
        var most = Math.Max(targets.Count(t => t.Mirror is null), 1);
        return settings.Copies > most
            ? throw new SettingsException($"JIM_COPIES={settings.Copies} is more than there are targets ({most}).")
            : targets;
    }

    private static IEnumerable<Setting> BuildS3(int number)
    {
        var prefix = GetS3Prefix(number);
        var more = number == 2 ? " Likewise S3_3_… to S3_9_…." : string.Empty;
        var unset = number == 1 ? "directory store" : "no further S3 server";
        Func<JimSettings, T, JimSettings> Assign<T>(Func<S3Settings, T, S3Settings> assign) => (settings, value) => settings with
        {
            S3 = settings.S3.SetItem(number, assign(settings.S3.GetValueOrDefault(number) ?? new S3Settings(), value)),
        };
        Setting[] settings =
        [
            Setting.Address(
                $"{prefix}ENDPOINT", null,
                number == 1 ? "The S3 server's address (Garage, MinIO, AWS)." : $"A further S3 server, which keeps every file too.{more}",
                Assign<Uri>((s, v) => s with { Endpoint = v })) with { Unset = unset },
            Setting.Text(
                $"{prefix}REGION", "us-east-1", "Its region (Garage: the one of its configuration).",
                Assign<string>((s, v) => s with { Region = v })),
            Setting.Text(
                $"{prefix}BUCKET", "jim", "The bucket that holds the objects; it must exist.",
                Assign<string>((s, v) => s with { Bucket = v })),
            Setting.Text($"{prefix}ACCESS_KEY_ID", null, "Access key.", Assign<string>((s, v) => s with { AccessKeyId = v })) with
            {
                Secret = true,
            },
            Setting.Text($"{prefix}SECRET_ACCESS_KEY", null, "Secret key.", Assign<string>((s, v) => s with { SecretAccessKey = v })) with
            {
                Secret = true,
            },
        ];
        return settings.Select(s => s with { Repeats = number > 2 });
    }

    private static TargetSettings ReadS3(int number, S3Settings s3)
    {
        var prefix = GetS3Prefix(number);
        return new TargetSettings(number == 1 ? "main" : FormattableString.Invariant($"s3-{number}"))
        {
            NamedBy = $"{prefix}ENDPOINT, {prefix}REGION, {prefix}BUCKET and the keys",
            Bucket = s3.Bucket,
            Endpoint = s3.Endpoint,
            Region = s3.Region,
            AccessKeyId = s3.AccessKeyId ?? throw new SettingsException($"{prefix}ENDPOINT is set, but {prefix}ACCESS_KEY_ID is not."),
            SecretAccessKey = s3.SecretAccessKey
                ?? throw new SettingsException($"{prefix}ENDPOINT is set, but {prefix}SECRET_ACCESS_KEY is not."),
        };
    }

    private static ImmutableArray<TargetSettings> ReadFile(string path, SettingSources sources)
    {
        TargetInFile[]? targets;
        try
        {
            targets = JsonSerializer.Deserialize<TargetInFile[]>(File.ReadAllBytes(path), format);
        }
        catch (JsonException e)
        {
            throw new SettingsException($"JIM_TARGETS: {path} is not a list of targets as docs/files.md has it: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"JIM_TARGETS: {path} cannot be read.");
        }

        if (targets is not { Length: > 0 })
        {
            throw new SettingsException($"JIM_TARGETS: {path} names no target.");
        }

        var named = targets.Select((target, i) => Read(target, i + 1, sources)).ToImmutableArray();
        return named.GroupBy(t => t.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new SettingsException($"JIM_TARGETS: two targets have the name {twice.Key}.")
            : named;
    }

    private static TargetSettings Read(TargetInFile target, int number, SettingSources sources)
    {
        var name = target.Name is { Length: > 0 and <= NameMax } given && given.All(IsOfName)
            ? given
            : throw new SettingsException(
                $"JIM_TARGETS: target {number} needs a name of at most {NameMax} letters a to z, digits and hyphens.");
        var mirror = MirrorInFile.Read(target, name);

        string? Secret(string member, string? reference) => reference switch
        {
            null => null,
            _ when !reference.StartsWith(SecretPrefix, StringComparison.Ordinal) => throw new SettingsException(
                $"JIM_TARGETS: {member} of {name} must name a variable of the environment, as env:BACKUP_SECRET: no secret stands in the "
                + "file."),
            _ => sources.FindSecret(reference[SecretPrefix.Length..], isKey: member == "privateKey")
                ?? throw new SettingsException(
                    $"JIM_TARGETS: {name} names the variable {reference[SecretPrefix.Length..]}, which is not set."),
        };
        return target.Url switch
        {
            { } url when url.StartsWith("sftp://", StringComparison.Ordinal) =>
                new TargetSettings(name) { Sftp = SftpInFile.Read(target, name, Secret), Mirror = mirror },
            _ when (target.HostKey ?? target.Password ?? target.PrivateKey) is not null =>
                throw new SettingsException(
                    $"JIM_TARGETS: hostKey, password and privateKey of {name} are of a url as sftp://user@host/path."),
            { } url when url.StartsWith(S3Scheme, StringComparison.Ordinal) => mirror is not null
                ? throw new SettingsException(
                    $"JIM_TARGETS: {name} is a mirror, and needs a url as file:///folder or sftp://user@host/path.")
                : ReadS3(target, name, url[S3Scheme.Length..], Secret),
            { } url when Uri.TryCreate(url, UriKind.Absolute, out var folder) && folder is { Scheme: "file", Host: "" } =>
                ReadDirectory(target, name, folder.LocalPath, mirror),
            _ => throw new SettingsException(
                $"JIM_TARGETS: {name} needs a url as file:///folder, sftp://user@host/path or s3://bucket/prefix."),
        };
    }

    private static bool IsOfName(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-';

    private static TargetSettings ReadS3(TargetInFile target, string name, string place, Func<string, string?, string?> secret)
    {
        var (bucket, prefix) = place.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0
            ? (place[..slash], place[(slash + 1)..].Trim('/'))
            : (place, string.Empty);
        return bucket.Length == 0 || prefix.Split('/').Any(s => s is "." or ".." || (s.Length == 0 && prefix.Length > 0))
            ? throw new SettingsException($"JIM_TARGETS: {name} needs a url as s3://bucket/prefix.")
            : new TargetSettings(name)
            {
                Bucket = bucket,
                Prefix = prefix.Length == 0 ? string.Empty : $"{prefix}/",
                Endpoint = Uri.TryCreate(target.Endpoint, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
                    && endpoint.UserInfo.Length == 0
                    ? endpoint
                    : throw new SettingsException($"JIM_TARGETS: {name} needs an endpoint, as https://s3.eu-central-1.amazonaws.com."),
                Region = target.Region ?? "us-east-1",
                StorageClass = target.StorageClass,
                AccessKeyId = secret("accessKeyId", target.AccessKeyId)
                    ?? throw new SettingsException($"JIM_TARGETS: {name} needs an accessKeyId, as env:NAME."),
                SecretAccessKey = secret("secretAccessKey", target.SecretAccessKey)
                    ?? throw new SettingsException($"JIM_TARGETS: {name} needs a secretAccessKey, as env:NAME."),
            };
    }

    private static TargetSettings ReadDirectory(TargetInFile target, string name, string folder, MirrorOptions? mirror) =>
        (target.Endpoint ?? target.Region ?? target.StorageClass ?? target.AccessKeyId ?? target.SecretAccessKey) is null
            ? new TargetSettings(name) { Folder = folder, Mirror = mirror }
            : throw new SettingsException($"JIM_TARGETS: {name} is a directory, and takes no endpoint, region, storageClass and keys.");
}
