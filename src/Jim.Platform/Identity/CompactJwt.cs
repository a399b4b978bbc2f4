using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Jim.Platform.Identity;

/// <summary>
/// The header and payload of a signed JWT (RFC 7515, section 7.1), not yet verified. They are read here before the token library sees the
/// token, so that deep nesting, duplicate members and encrypted tokens are refused first.
/// </summary>
internal sealed record CompactJwt(JsonElement Header, JsonElement Payload)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>
    /// The only characters allowed. Decoders that also accept blanks, padding or plain base64 would accept several spellings of one token.
    /// </summary>
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    public string? Algorithm => ReadText(Header, "alg");

    public string? KeyId => ReadText(Header, "kid");

    /// <summary>Null where the text is not a JWT of three parts whose header and payload are JSON objects.</summary>
    public static CompactJwt? TryRead(string token)
    {
        var first = token.IndexOf('.', StringComparison.Ordinal);
        var second = first < 0 ? -1 : token.IndexOf('.', first + 1);
        if (second < 0 || second == token.Length - 1 || token.IndexOf('.', second + 1) >= 0 || token.AsSpan().ContainsAnyExcept(Alphabet))
        {
            return null;
        }

        return TryParse(token.AsSpan(0, first)) is { } header && TryParse(token.AsSpan(first + 1, second - first - 1)) is { } payload
            ? new CompactJwt(header, payload)
            : null;
    }

    /// <summary>A member's text; null where absent or not text.</summary>
    public static string? ReadText(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? ReadText(value) : null;

    /// <summary>The value as text; null where it is of another kind, or has an escape for half of a surrogate pair.</summary>
    public static string? ReadText(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? TryParse(ReadOnlySpan<char> base64)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(base64);
            return Utf8.IsValid(bytes) && JsonElement.Parse(bytes, Strict) is { ValueKind: JsonValueKind.Object } json ? json : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
