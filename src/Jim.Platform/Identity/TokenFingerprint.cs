using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Jim.Platform.Identity;

/// <summary>SHA-256 of a token: the key of the cache of validated tokens, which never holds a token itself.</summary>
internal readonly record struct TokenFingerprint(UInt128 High, UInt128 Low)
{
    public static TokenFingerprint Compute(string token)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(token.Length));
        Span<UInt128> hash = stackalloc UInt128[2];
        SHA256.HashData(bytes.AsSpan(0, Encoding.UTF8.GetBytes(token, bytes)), MemoryMarshal.AsBytes(hash));
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        return new TokenFingerprint(hash[0], hash[1]);
    }
}
