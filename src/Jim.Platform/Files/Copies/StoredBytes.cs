namespace Jim.Platform.Files.Copies;

/// <summary>The bytes of a version as every copy has them.</summary>
/// <param name="Sha256">32 bytes.</param>
internal sealed record StoredBytes(string ObjectKey, long Size, byte[] Sha256, string MimeType);
