using System.Text.Json.Nodes;

namespace Jim.Platform.Identity;

/// <summary>A response of the development issuer, which the server sends with <c>Cache-Control: no-store</c>.</summary>
/// <param name="Location">Set with status 302.</param>
public sealed record IssuerAnswer(int Status, string? ContentType, string Body, string? Location = null)
{
    /// <summary>An OAuth error for clients that do not take the page of <see cref="Body"/>; null: the body is for everybody.</summary>
    public string? ProblemAsJson { get; private init; }

    /// <summary>RFC 6749, section 5.2.</summary>
    public static IssuerAnswer Error(string error, string description, int status = 400) =>
        Json(new JsonObject { ["error"] = error, ["error_description"] = description }, status);

    internal static IssuerAnswer Json(JsonObject json, int status = 200) => new(status, "application/json", json.ToJsonString());

    internal static IssuerAnswer Html(string page, int status = 200) => new(status, "text/html; charset=utf-8", page);

    internal static IssuerAnswer Redirect(string location) => new(302, null, string.Empty, location);

    /// <summary>A page that says what is wrong, because it may not be told to the address that the request names.</summary>
    internal static IssuerAnswer Problem(string error, string description) =>
        Html(LoginPage.RenderProblem(description), 400) with { ProblemAsJson = Error(error, description).Body };
}
