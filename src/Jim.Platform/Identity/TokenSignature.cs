using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Identity;

/// <summary>
/// Verifies the signature of a compact JWT (RFC 7515, section 5.2) by the token library's provider for the key. The library's own reader of
/// tokens is not used: it refuses text in the claims that is valid JSON (escapes of half a surrogate pair) before it verifies anything.
/// </summary>
internal static class TokenSignature
{
    /// <param name="token">Three parts, as <see cref="CompactJwt.TryRead"/> has accepted them.</param>
    /// <param name="algorithm">The token's <c>alg</c>; one that does not fit the key verifies nothing.</param>
    public static bool Verify(string token, JsonWebKey key, string algorithm)
    {
        var end = token.LastIndexOf('.');
        SignatureProvider? provider = null;
        try
        {
            var signature = Base64Url.DecodeFromChars(token.AsSpan(end + 1));
            provider = key.CryptoProviderFactory.CreateForVerifying(key, algorithm);
            return provider.Verify(Encoding.ASCII.GetBytes(token[..end]), signature);
        }
        catch (Exception e) when (e is FormatException or NotSupportedException or ArgumentException or CryptographicException)
        {
            return false;
        }
        finally
        {
            if (provider is not null)
            {
                key.CryptoProviderFactory.ReleaseSignatureProvider(provider);
            }
        }
    }
}
