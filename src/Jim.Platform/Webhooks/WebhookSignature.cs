using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Jim.Platform.Webhooks;

/// <summary>Secrets and signatures as Standard Webhooks says (github.com/standard-webhooks, version 1.0.0, symmetric).</summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";

    /// <summary>The specification asks for 24 to 64 bytes.</summary>
    private const int SecretBytes = 32;

    public static string MakeSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The value of <c>webhook-signature</c>: HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
    /// <param name="timestamp">Seconds since 1970.</param>
    public static string Sign(string secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        var key = Convert.FromBase64String(secret[Prefix.Length..]);
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. head, .. body]))}";
    }
}
