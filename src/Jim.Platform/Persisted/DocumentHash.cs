using System.Security.Cryptography;

namespace Jim.Platform.Persisted;

/// <summary>
/// The SHA-256 of a document's UTF-8 bytes as lower case hex: what clients and GraphQL over HTTP's persisted documents name one by.
/// </summary>
public static class DocumentHash
{
    public static string Of(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(SHA256.HashData(text));

    public static bool IsOne(string text) => text.Length == 2 * SHA256.HashSizeInBytes && text.All(char.IsAsciiHexDigit);
}
