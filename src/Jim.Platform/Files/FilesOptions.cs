using Jim.GraphQL.Limits;

namespace Jim.Platform.Files;

/// <summary>Options of uploads, storing and downloads.</summary>
/// <param name="SpoolPath">Where uploads wait until they are stored; shared by all gateways and workers.</param>
public sealed record FilesOptions(string SpoolPath) : ILimited<FilesOptions>
{
    /// <inheritdoc/>
    public static ImmutableArray<Limit<FilesOptions>> Limits =>
    [
        new(
            "Largest uploaded file, in bytes.", new FilesOptions(string.Empty).SizeMax, "`JIM_FILE_TOO_LARGE` (413)",
            (o, v) => o with { SizeMax = v })
        {
            SettingName = "FILE_BYTES",
        },
        new(
            "Most resumable uploads of one user that have not ended.", new FilesOptions(string.Empty).UploadsMax,
            "`JIM_TOO_MANY_UPLOADS` (429)", (o, v) => o with { UploadsMax = (int)v })
        {
            SettingName = "UPLOADS",
        },
        new(
            "Largest size of all resumable uploads of one user that have not ended, in bytes.",
            new FilesOptions(string.Empty).UploadBytesMax, "`JIM_TOO_MANY_UPLOADS` (429)", (o, v) => o with { UploadBytesMax = v })
        {
            SettingName = "UPLOAD_BYTES",
        },
        new(
            "Most resumable uploads of all users that have not ended.", new FilesOptions(string.Empty).UploadsOfAllMax,
            "`JIM_TOO_MANY_UPLOADS` (429)", (o, v) => o with { UploadsOfAllMax = (int)v })
        {
            SettingName = "UPLOADS_ALL",
        },
    ];

    /// <summary>Bytes that one file may have, where its bucket sets no smaller limit.</summary>
    public long SizeMax { get; init; } = 5L * 1024 * 1024 * 1024;

    /// <summary>Where clients reach resumable uploads; the id of one follows.</summary>
    public Uri UploadsAddress { get; init; } = new("http://localhost/files/uploads/");

    /// <summary>Resumable uploads that one user may have open.</summary>
    public int UploadsMax { get; init; } = 100;

    /// <summary>Bytes that the open resumable uploads of one user may have when they end, all together.</summary>
    public long UploadBytesMax { get; init; } = 10L * 1024 * 1024 * 1024;

    /// <summary>Resumable uploads that may be open at all.</summary>
    public int UploadsOfAllMax { get; init; } = 10_000;

    /// <summary>Uploads are refused while the spool's disk has fewer bytes free.</summary>
    public long SpoolFreeMin { get; init; } = 256L * 1024 * 1024;

    /// <summary>The bucket of an upload that names none.</summary>
    public string DefaultBucket { get; init; } = "default";

    /// <summary>Clients are told the messages of RAISE in triggers on the tables of files.</summary>
    public bool TellRaised { get; init; } = true;

    /// <summary>Larger files wait in a queue of their own.</summary>
    public long LargeAbove { get; init; } = 8L * 1024 * 1024;

    /// <summary>How many verified copies a version needs to count as stored.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>How long deleted files can be restored; then they and their copies are removed. Null: for good.</summary>
    public TimeSpan? Trash { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a worker holds a copy that it makes for a target without renewal; a killed worker's copy waits this long.</summary>
    public TimeSpan CopyLease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a worker looks for copies that wait and of which nobody told it.</summary>
    public TimeSpan CopyPoll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an upload with <c>ack: STORED</c> waits; then it is answered as it is.</summary>
    public TimeSpan StoredDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// While a target cannot be reached, an upload is tried again at least this often: so soon after the outage it is stored.
    /// </summary>
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A spooled file that no row knows was left by a crash before its commit; it is kept this long.</summary>
    public TimeSpan OrphanAge { get; init; } = TimeSpan.FromHours(24);
}
