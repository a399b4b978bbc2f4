using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Jim.GraphQL.Json;

/// <summary>
/// Strings out of clients' JSON. <c>"\ud800"</c> is JSON but no text, and <see cref="JsonElement.GetString"/> throws at it: a client's
/// fault, so it is an answer here and not an exception.
/// </summary>
public static class JsonText
{
    /// <summary>False: it is no string, or one that is no text.</summary>
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

    /// <summary>True when every string and key inside is text, so that it can be written again without a fault.</summary>
    public static bool IsSound(JsonElement json)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json);
        return Utf8.IsValid(raw) && (raw.IndexOf("\\u"u8) < 0 || AllSound(json));
    }

    private static bool AllSound(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                return TryGet(json, out _);
            case JsonValueKind.Array:
                return json.EnumerateArray().All(AllSound);
            case JsonValueKind.Object:
                return json.EnumerateObject().All(p => IsName(p) && AllSound(p.Value));
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
