namespace Jim.Platform.Files.Copies;

/// <summary>A copy that this process makes, mends or removes, as long as its lease holds.</summary>
/// <param name="State">What the row was before: missing, suspect or deleting.</param>
/// <param name="SpoolKey">Where the upload's bytes may still be; null: nowhere.</param>
/// <param name="Sources">Targets that have a good copy.</param>
/// <param name="Attempt">How often it was begun, this time included.</param>
internal sealed record WaitingCopy(
    Guid VersionId, string Target, string State, StoredBytes Bytes, string? SpoolKey, string[] Sources, int Attempt, long Fence);
