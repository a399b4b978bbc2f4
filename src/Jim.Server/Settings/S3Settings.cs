namespace Jim.Server.Settings;

/// <summary>What the variables of one S3 server say.</summary>
public sealed record S3Settings
{
    /// <summary>Null: the server is not used.</summary>
    public Uri? Endpoint { get; init; }

    public string Region { get; init; } = string.Empty;

    public string Bucket { get; init; } = string.Empty;

    public string? AccessKeyId { get; init; }

    public string? SecretAccessKey { get; init; }
}
