using System.Buffers.Text;
using System.Text.Json;

namespace Jim.Platform.Identity;

/// <summary>
/// A signed JWT taken apart (RFC 7515, section 7.1), nothing of it believed yet: read by us before the token library sees it, so that length, nesting, doubled
/// members and encryption are refused first.
/// </summary>
internal sealed record CompactJwt(JsonElement Header, JsonElement Payload)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public string? Algorithm => Text(Header, "alg");

    public string? KeyId => Text(Header, "kid");

    /// <summary>Null where the text is no such token.</summary>
    public static CompactJwt? TryRead(string token)
    {
        var first = token.IndexOf('.', StringComparison.Ordinal);
        var second = first < 0 ? -1 : token.IndexOf('.', first + 1);
        if (second < 0 || second == token.Length - 1 || token.IndexOf('.', second + 1) >= 0)
        {
            return null;
        }

        return TryParse(token.AsSpan(0, first)) is { } header && TryParse(token.AsSpan(first + 1, second - first - 1)) is { } payload
            ? new CompactJwt(header, payload)
            : null;
    }

    /// <summary>A member's text; null where absent or not text.</summary>
    public static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? TryParse(ReadOnlySpan<char> base64)
    {
        try
        {
            var json = JsonElement.Parse(Base64Url.DecodeFromChars(base64), Strict);
            return json.ValueKind == JsonValueKind.Object ? json : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
