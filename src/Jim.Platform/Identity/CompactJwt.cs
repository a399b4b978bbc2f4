using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Jim.Platform.Identity;

/// <summary>
/// A signed JWT taken apart (RFC 7515, section 7.1), nothing of it believed yet: read by us before the token library sees it, so that
/// length, nesting, doubled members and encryption are refused first.
/// </summary>
internal sealed record CompactJwt(JsonElement Header, JsonElement Payload)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>
    /// Nothing else may stand in a token: decoders that also take blanks, padding or plain base64 give one token several spellings.
    /// </summary>
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    public string? Algorithm => Text(Header, "alg");

    public string? KeyId => Text(Header, "kid");

    /// <summary>Null where the text is no such token.</summary>
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
    public static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? Text(value) : null;

    /// <summary>Null also where an escape names half of a surrogate pair, which is no text.</summary>
    public static string? Text(JsonElement value)
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
