using Jim.Platform.Files.Mirrors;
using Jim.Platform.Files.Sftp;

namespace Jim.Server.Settings;

/// <summary>One place that keeps files.</summary>
/// <param name="Name">The name in <c>jim.replicas</c>.</param>
public sealed record TargetSettings(string Name)
{
    /// <summary>The settings that name it, for operators.</summary>
    public string NamedBy { get; init; } = "JIM_TARGETS";

    /// <summary>Of a directory; null: an S3 target.</summary>
    public string? Folder { get; init; }

    /// <summary>True: the folder is Jim's own, and is made where it is missing.</summary>
    public bool MakesFolder { get; init; }

    public string Bucket { get; init; } = string.Empty;

    /// <summary>Begins the keys in the bucket: empty, or it ends with <c>/</c>.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>Of an S3 target: its server.</summary>
    public Uri? Endpoint { get; init; }

    public string Region { get; init; } = "us-east-1";

    /// <summary>Of new objects of an S3 target; null: the bucket's own.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Of an S3 target.</summary>
    public string? AccessKeyId { get; init; }

    public string? SecretAccessKey { get; init; }

    /// <summary>Of a folder of an SSH server.</summary>
    public SftpOptions? Sftp { get; init; }

    /// <summary>Of a mirror: how it works; null: the target keeps copies.</summary>
    public MirrorOptions? Mirror { get; init; }

    /// <summary>Without secrets.</summary>
    public override string ToString() => $"TargetSettings {{ {Name} }}";
}
