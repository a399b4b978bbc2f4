namespace Jim.Platform.Files.Stores;

/// <summary>One S3 target.</summary>
/// <param name="Target">The name in <c>jim.replicas</c>.</param>
public sealed record S3Options(string Target, Uri Endpoint, string Region, string Bucket, string AccessKeyId, string SecretAccessKey)
{
    /// <summary>Larger objects go in parts of <see cref="PartSize"/>; S3 takes at most 5 GiB in one put.</summary>
    public long MultipartAbove { get; init; } = 64L * 1024 * 1024;

    /// <summary>Bytes of a part: at least 5 MiB; held in memory, once per put.</summary>
    public int PartSize { get; init; } = 8 * 1024 * 1024;

    /// <summary>For an answer without a body; a transfer gets this and its length at <see cref="BytesPerSecondMin"/>.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A slower transfer is given up.</summary>
    public long BytesPerSecondMin { get; init; } = 256 * 1024;

    /// <summary>Secrets stay out of logs.</summary>
    public override string ToString() => $"S3Options {{ {Target}, {Endpoint}, {Bucket} }}";
}
