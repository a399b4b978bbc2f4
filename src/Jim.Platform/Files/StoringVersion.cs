using Jim.Platform.Files.Copies;

namespace Jim.Platform.Files;

/// <summary>A version that this worker is storing.</summary>
/// <param name="Present">Targets whose copy is verified already.</param>
internal sealed record StoringVersion(
    Guid Id, Guid FileId, int Number, StoredBytes Bytes, string SpoolKey, long Fence, string[] Present);
