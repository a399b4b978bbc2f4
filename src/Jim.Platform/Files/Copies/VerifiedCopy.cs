namespace Jim.Platform.Files.Copies;

/// <summary>A target that was just seen to hold the bytes.</summary>
internal sealed record VerifiedCopy(string Target, string? ETag);
