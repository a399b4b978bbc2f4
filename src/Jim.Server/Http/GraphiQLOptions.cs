using System.Text.Json;
using System.Text.Json.Nodes;
using Jim.Platform.Identity;

namespace Jim.Server.Http;

/// <summary>What the page of GraphiQL is told. Nothing of it is secret, and nothing comes from the schema.</summary>
/// <param name="Mode">To whom it is sent.</param>
/// <param name="Issuer">The issuer at which it signs people in, as tokens name it.</param>
/// <param name="ClientId">The issuer's public client for it.</param>
/// <param name="CostMax">The highest cost that an operation may have.</param>
/// <param name="Users">Users whom the development issuer lets in by one click; empty with another issuer.</param>
public sealed record GraphiQLOptions(
    GraphiQLMode Mode, string Issuer, string ClientId, double CostMax, ImmutableArray<SampleUser> Users)
{
    /// <summary>The origin of the issuer, which the page's Content-Security-Policy names.</summary>
    public string IssuerOrigin { get; } = new Uri(Issuer).GetLeftPart(UriPartial.Authority);

    /// <summary>For a script element of type <c>application/json</c>: the characters that could end the element are escaped.</summary>
    public string Json { get; } = new JsonObject
    {
        ["mode"] = Mode == GraphiQLMode.SignIn ? "signin" : "development",
        ["issuer"] = Issuer,
        ["clientId"] = ClientId,
        ["costMax"] = CostMax,
        ["users"] = new JsonArray([.. Users.Select(u => new JsonObject
        {
            ["name"] = u.Username, ["roles"] = new JsonArray([.. u.Roles.Select(r => (JsonNode)r)]),
        })]),
    }.ToJsonString(JsonSerializerOptions.Default);
}
