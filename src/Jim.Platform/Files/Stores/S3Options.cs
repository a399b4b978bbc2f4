namespace Jim.Platform.Files.Stores;

/// <summary>One S3 target.</summary>
/// <param name="Target">The name in <c>jim.replicas</c>.</param>
public sealed record S3Options(string Target, Uri Endpoint, string Region, string Bucket, string AccessKeyId, string SecretAccessKey)
{
    /// <summary>Begins every key: empty, or segments that end with <c>/</c>.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>The storage class of new objects, as <c>STANDARD_IA</c>; null: the bucket's own.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Objects with more bytes are put in parts of <see cref="PartSize"/>; S3 accepts at most 5 GiB in one put.</summary>
    public long MultipartAbove { get; init; } = 64L * 1024 * 1024;

    /// <summary>Bytes of a part, at least 5 MiB. Each put holds one part in memory.</summary>
    public int PartSize { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// Deadline of a request without a body. A transfer gets in addition the time that its bytes take at <see cref="BytesPerSecondMin"/>.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A transfer that is slower fails.</summary>
    public long BytesPerSecondMin { get; init; } = 256 * 1024;

    /// <summary>Without the keys, which must not be logged.</summary>
    public override string ToString() => $"S3Options {{ {Target}, {Endpoint}, {Bucket}/{Prefix} }}";
}
