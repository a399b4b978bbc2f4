namespace Jim.Platform.Files.Spooling;

/// <summary>A part that is wholly on the spool's disk.</summary>
/// <param name="Key">Its name in the spool, as <c>file_versions.spool_key</c>.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">32 bytes.</param>
/// <param name="BlocksSha256">The SHA-256 of each block (<see cref="BlockDigests"/>).</param>
/// <param name="Crc32C">CRC-32C of the whole.</param>
/// <param name="SniffedType">What the first bytes say: never the client's claim.</param>
public sealed record SpooledFile(string Key, long Size, byte[] Sha256, byte[] BlocksSha256, uint Crc32C, string SniffedType);
