namespace Jim.Platform.Files;

/// <summary>What a job of kind <c>file.store</c> is about.</summary>
internal sealed record FileStorePayload(Guid VersionId, Guid FileId);
