using System.Security.Cryptography;

namespace Jim.Platform.Files.Spooling;

/// <summary>
/// The SHA-256 of each block of <see cref="BlockSize"/> bytes, by which a part of a file is proven without the rest
/// (<c>file_versions.blocks_sha256</c>).
/// </summary>
public sealed class BlockDigests : IDisposable
{
    /// <summary>Bytes of a block; the last one of a file may be shorter.</summary>
    public const int BlockSize = 1024 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream _digests = new();
    private int _filled;

    /// <summary>How many blocks a file of this size has.</summary>
    public static long Count(long size) => (size + BlockSize - 1) / BlockSize;

    /// <summary>The next bytes of the file, as many as there are at hand.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, BlockSize - _filled)];
            _hash.AppendData(part);
            _filled += part.Length;
            bytes = bytes[part.Length..];
            if (_filled == BlockSize)
            {
                EndBlock();
            }
        }
    }

    /// <summary>The digests, 32 bytes each; to be asked for once, after the last byte.</summary>
    public byte[] End()
    {
        if (_filled > 0)
        {
            EndBlock();
        }

        return _digests.ToArray();
    }

    public void Dispose()
    {
        _hash.Dispose();
        _digests.Dispose();
    }

    private void EndBlock()
    {
        _digests.Write(_hash.GetHashAndReset());
        _filled = 0;
    }
}
