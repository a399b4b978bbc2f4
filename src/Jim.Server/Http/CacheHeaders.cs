using Microsoft.Net.Http.Headers;

namespace Jim.Server.Http;

/// <summary>What caches on the way may do with the answer to a GET (RFC 9111).</summary>
internal static class CacheHeaders
{
    /// <summary>
    /// Who asks decides what is seen, another origin may be told what this one is not, and a server in front may compress.
    /// </summary>
    private static readonly string Always = $"{HeaderNames.Authorization}, {HeaderNames.AcceptEncoding}, {HeaderNames.Origin}";

    private static readonly string OfFormats = $"{HeaderNames.Accept}, {Always}";

    /// <param name="cacheControl">The value of <c>Cache-Control</c>.</param>
    /// <param name="byFormat">True: the address has answers in several formats, of which <c>Accept</c> chooses.</param>
    public static void Write(HttpResponse response, string cacheControl, bool byFormat = false)
    {
        response.Headers.CacheControl = cacheControl;
        response.Headers.Vary = byFormat ? OfFormats : Always;
    }
}
