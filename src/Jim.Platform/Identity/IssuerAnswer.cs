using System.Text.Json.Nodes;

namespace Jim.Platform.Identity;

/// <summary>A response of the development issuer, which the server sends with <c>Cache-Control: no-store</c>.</summary>
/// <param name="Location">Set with status 302.</param>
public sealed record IssuerAnswer(int Status, string? ContentType, string Body, string? Location = null)
{
    internal static IssuerAnswer Json(JsonObject json, int status = 200) => new(status, "application/json", json.ToJsonString());

    internal static IssuerAnswer Html(string page, int status = 200) => new(status, "text/html; charset=utf-8", page);

    internal static IssuerAnswer Redirect(string location) => new(302, null, string.Empty, location);

    /// <summary>RFC 6749, section 5.2.</summary>
    internal static IssuerAnswer Error(string error, string description, int status = 400) =>
        Json(new JsonObject { ["error"] = error, ["error_description"] = description }, status);
}
