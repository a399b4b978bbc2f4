using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Jim.Platform.Identity;

/// <summary>SHA-256 of a token: what the memory of validated tokens holds instead of the token.</summary>
internal readonly record struct TokenFingerprint(UInt128 High, UInt128 Low)
{
    public static TokenFingerprint Of(string token)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(token.Length));
        Span<UInt128> hash = stackalloc UInt128[2];
        SHA256.HashData(bytes.AsSpan(0, Encoding.UTF8.GetBytes(token, bytes)), MemoryMarshal.AsBytes(hash));
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        return new TokenFingerprint(hash[0], hash[1]);
    }
}
