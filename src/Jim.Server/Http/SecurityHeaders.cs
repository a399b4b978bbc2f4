namespace Jim.Server.Http;

/// <summary>
/// What browsers are told not to do with an answer, by what it is. Pages and files are interpreted by browsers, so they say what they may
/// load (Content-Security-Policy) and who may frame them; none is taken for another type than it says (nosniff).
/// </summary>
/// <remarks>
/// GraphQL answers and the schema's text need none of it: their types are run by no browser, and scripts of foreign origins read them only
/// where CORS allows it.
/// </remarks>
internal static class SecurityHeaders
{
    private const string NoSniff = "nosniff";

    /// <summary>GraphiQL's page, at <c>/graphql</c>, loads its own bundle, and asks Jim and the issuer only.</summary>
    /// <param name="host">Jim's, as the browser named it.</param>
    /// <param name="issuer">The origin of the issuer.</param>
    public static void WriteGraphiQL(HttpResponse response, string? host, string issuer)
    {
        // Sockets are named beside 'self', which covers them in newer browsers only. A sign-in posts a form to the issuer.
        WritePage(
            response,
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-src 'none'; "
                + $"connect-src 'self' ws://{host} wss://{host} {issuer}; form-action 'self' {issuer}; "
                + "base-uri 'none'; object-src 'none'; frame-ancestors 'none'");
        WriteNoReferrer(response); // The address holds the code of a sign-in until the page has taken it.
    }

    /// <summary>A file of GraphiQL's bundle.</summary>
    public static void WriteAsset(HttpResponse response) => response.Headers.XContentTypeOptions = NoSniff;

    /// <summary>What the development issuer answers, pages and JSON.</summary>
    public static void WriteIssuer(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = NoSniff;
        WriteNoReferrer(response); // The address of the login page holds the state of the app.
    }

    /// <summary>The login page of the development issuer, beside <see cref="WriteIssuer"/>.</summary>
    public static void WriteLogin(HttpResponse response) =>
        // No form-action: browsers apply it to the redirect after the login too, which leads to the app.
        WritePage(response, "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'");

    /// <summary>A file that somebody has uploaded, at <c>/files</c>: whatever it is, no script of it runs.</summary>
    public static void WriteFile(HttpResponse response, string mimeType)
    {
        response.Headers.XContentTypeOptions = NoSniff;

        // Browsers do not show a PDF inside a sandbox.
        var sandbox = mimeType == "application/pdf" ? string.Empty : "; sandbox";
        response.Headers.ContentSecurityPolicy = "default-src 'none'" + sandbox;
    }

    private static void WritePage(HttpResponse response, string contentSecurityPolicy)
    {
        response.Headers.ContentSecurityPolicy = contentSecurityPolicy;
        response.Headers.XFrameOptions = "DENY"; // for browsers that do not know frame-ancestors
        response.Headers.XContentTypeOptions = NoSniff;
    }

    private static void WriteNoReferrer(HttpResponse response) => response.Headers["Referrer-Policy"] = "no-referrer";
}
