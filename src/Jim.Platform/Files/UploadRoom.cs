namespace Jim.Platform.Files;

/// <summary>The bucket that takes an upload.</summary>
/// <param name="SizeMax">Bytes that one file may have there.</param>
/// <param name="TypesAllowed">Patterns as <c>image/*</c>; empty: all.</param>
internal sealed record UploadRoom(Guid BucketId, string BucketName, long SizeMax, string[] TypesAllowed);
