namespace Jim.Platform.Files;

/// <summary>An upload that no crash can lose any more, and that a worker will store.</summary>
/// <param name="JobId">The job that stores it.</param>
/// <param name="Sha256">Lower case hex.</param>
public sealed record StagedFile(Guid FileId, Guid VersionId, Guid JobId, string Name, string MimeType, long SizeBytes, string Sha256);
