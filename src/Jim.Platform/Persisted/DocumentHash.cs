using System.Security.Cryptography;

namespace Jim.Platform.Persisted;

/// <summary>
/// The SHA-256 of a document's UTF-8 bytes as lower case hex: the name of a document in Apollo's protocol and in GraphQL over HTTP.
/// </summary>
public static class DocumentHash
{
    public static string Compute(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(SHA256.HashData(text));

    public static bool IsHash(string text) => text.Length == 2 * SHA256.HashSizeInBytes && text.All(char.IsAsciiHexDigit);
}
