namespace Jim.House.Tests.Deploy;

/// <summary>The realm file and the development Keycloak that imports it.</summary>
public sealed class RealmTests
{
    /// <summary>Keycloak puts environment variables into a realm that it imports at its start: <c>${NAME:default}</c>.</summary>
    [Fact]
    public void GraphiQL_may_come_back_to_the_public_address()
    {
        var clients = JsonNode.Parse(Repository.Read("keycloak-realm/jim-realm.json"))!["clients"]!.AsArray();
        var client = Assert.Single(clients, c => (string?)c!["clientId"] == "jim-graphiql")!;
        Assert.Contains("${JIM_PUBLIC_URL:http://localhost:8080}/graphql", client["redirectUris"]!.AsArray().Select(u => (string)u!));
        Assert.Equal("S256", (string?)client["attributes"]!["pkce.code.challenge.method"]);
        var keycloak = Repository.Read("docker-compose.yml").Split("\n  keycloak:\n")[1].Split("\n\n")[0];
        Assert.Contains("\n      JIM_PUBLIC_URL: ${JIM_PUBLIC_URL:?}", keycloak, StringComparison.Ordinal);
    }

    [Fact]
    public void Keycloak_tells_a_gateway_of_logouts_from_every_client_whose_sessions_have_users()
    {
        var clients = JsonNode.Parse(Repository.Read("keycloak-realm/jim-realm.json"))!["clients"]!.AsArray();
        foreach (var client in clients.Where(c => (bool)c!["standardFlowEnabled"]! || (bool)c["directAccessGrantsEnabled"]!))
        {
            Assert.Equal(
                "${JIM_BACKCHANNEL_URL:http://localhost:8080}/oidc/backchannel-logout",
                (string?)client!["attributes"]!["backchannel.logout.url"]);
            Assert.Equal("true", (string?)client["attributes"]!["backchannel.logout.session.required"]);
        }

        var keycloak = Repository.Read("docker-compose.yml").Split("\n  keycloak:\n")[1].Split("\n\n")[0];
        Assert.Contains("\n      JIM_BACKCHANNEL_URL: http://gateway:8080", keycloak, StringComparison.Ordinal);
    }
}
