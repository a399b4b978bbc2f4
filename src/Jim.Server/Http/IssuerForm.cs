using System.Buffers;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Jim.Server.Http;

/// <summary>
/// Reads the forms of the development issuer, and of an issuer that tells of a logout: <c>application/x-www-form-urlencoded</c> of a few
/// KB.
/// </summary>
public static class IssuerForm
{
    /// <summary>Room for a refresh token and the members of a login, several times over.</summary>
    public const int BytesMax = 16 * 1024;

    private const int MembersMax = 32;

    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The members by name; null: the body is larger than <see cref="BytesMax"/>, of another type, no form, or names a member twice (RFC
    /// 6749, section 3.2). No more than <see cref="BytesMax"/> bytes of it are read.
    /// </summary>
    public static async ValueTask<Dictionary<string, string>?> ReadAsync(HttpContext context)
    {
        // So that the server does not read the rest either, to keep the connection for another request.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = BytesMax;
        }

        Dictionary<string, string>? form = null;
        try
        {
            return IsForm(context.Request.ContentType)
                && await BodyReader.ReadAsync(
                    context.Request.BodyReader, context.Request.ContentLength, BytesMax, body => form = Parse(body.ToArray()),
                    context.RequestAborted)
                ? form
                : null;
        }
        catch (BadHttpRequestException)
        {
            return null; // larger, or not what its headers say
        }
    }

    private static bool IsForm(string? contentType) =>
        contentType is not null
        && contentType.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, string>? Parse(byte[] body)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var member in utf8.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var parts = member.Split('=', 2);
                if (form.Count == MembersMax || !form.TryAdd(Decode(parts[0]), Decode(parts.Length < 2 ? string.Empty : parts[1])))
                {
                    return null;
                }
            }

            return form;
        }
        catch (FormatException)
        {
            return null;
        }
        catch (ArgumentException)
        {
            return null; // bytes that are no UTF-8
        }
    }

    private static string Decode(string text)
    {
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
            {
                throw new FormatException("A % is not followed by two digits.");
            }
        }

        var bytes = utf8.GetBytes(text);
        return utf8.GetString(WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length));
    }
}
