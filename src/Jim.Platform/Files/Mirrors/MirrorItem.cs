using Jim.Platform.Files.Copies;

namespace Jim.Platform.Files.Mirrors;

/// <summary>A file that this process brings to a mirror or removes from it, as long as its lease holds.</summary>
/// <param name="FileId">Null: the file is gone for good.</param>
/// <param name="State">What the row was before: waiting or going.</param>
/// <param name="Path">Where it was last meant to stand.</param>
/// <param name="Stands">Where it stands; null: nowhere.</param>
/// <param name="VersionId">The version that stands there.</param>
/// <param name="Changes">How often the file was changed when this was claimed.</param>
/// <param name="Attempt">How often it was begun, this time included.</param>
internal sealed record MirrorItem(
    Guid Id, string Target, Guid? FileId, string State, string? Path, string? Stands, Guid? VersionId, long Changes, int Attempt,
    long Fence);

/// <summary>A live file as it should be in a mirror.</summary>
/// <param name="Parts">The names and ids of bucket, folders and file.</param>
/// <param name="Version">Null: no version is stored yet.</param>
internal sealed record MirrorFile(Guid Id, ImmutableArray<(string Name, Guid Id)> Parts, MirrorVersion? Version);

/// <summary>A stored version.</summary>
/// <param name="SpoolKey">Where the upload's bytes may still be; null: nowhere.</param>
/// <param name="Sources">Targets that have a good copy.</param>
internal sealed record MirrorVersion(
    Guid Id, int Number, StoredBytes Bytes, DateTime CreatedAt, string? SpoolKey, string[] Sources)
{
    public MirroredFile File => new(Bytes.Size, Bytes.Sha256, CreatedAt);
}
