namespace Jim.Platform.Files;

/// <summary>What the bucket that takes an upload allows.</summary>
/// <param name="SizeMax">Bytes that one file may have there.</param>
/// <param name="TypesAllowed">Patterns as <c>image/*</c>; empty: all.</param>
internal sealed record BucketPolicy(Guid BucketId, string BucketName, long SizeMax, string[] TypesAllowed);
