using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Jim.GraphQL.Json;

/// <summary>
/// Reads strings from JSON that a client sent. JSON allows half of a surrogate pair (<c>"\ud800"</c>), which is not valid text, and
/// <see cref="JsonElement.GetString"/> throws for it. As that is an error of the client, it is reported by a return value here.
/// </summary>
public static class JsonText
{
    /// <summary>Reads a string. False when the value is not a string or its content is not valid text.</summary>
    public static bool TryGet(JsonElement json, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (json.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            text = json.GetString();
            return text is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>True when every string and every key in the value is valid text, so that the value can be written again.</summary>
    public static bool IsSound(JsonElement json)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json);
        return Utf8.IsValid(raw) && (raw.IndexOf("\\u"u8) < 0 || IsSoundWithin(json));
    }

    private static bool IsSoundWithin(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                return TryGet(json, out _);
            case JsonValueKind.Array:
                return json.EnumerateArray().All(IsSoundWithin);
            case JsonValueKind.Object:
                return json.EnumerateObject().All(p => IsName(p) && IsSoundWithin(p.Value));
            default:
                return true;
        }
    }

    private static bool IsName(JsonProperty property)
    {
        try
        {
            return property.Name is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
