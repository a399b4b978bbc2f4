using System.Globalization;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// Two gateways without a message bus, and a realm of their own in the real Keycloak, which tells the first one of logouts.
/// </summary>
public class LogoutWorld : JimWorld
{
    public const string Live = "subscription { documents(first: 1) { nodes { id } } }";

    public KeycloakRealm Realm { get; private set; } = null!;

    /// <summary>The gateway that Keycloak does not know.</summary>
    public JimProcess Other { get; private set; } = null!;

    public override string Issuer => Realm.Issuer;

    public override async ValueTask DisposeAsync()
    {
        await (Other?.DisposeAsync() ?? ValueTask.CompletedTask);
        await base.DisposeAsync();
        await (Realm?.DisposeAsync() ?? ValueTask.CompletedTask);
        GC.SuppressFinalize(this);
    }

    /// <summary>A new session.</summary>
    public async Task<OpenSession> SignInAsync(string user)
    {
        var token = await TokenAsync(user);
        return new OpenSession(token, KeycloakRealm.ReadClaim(token, "sid")!);
    }

    /// <summary>
    /// A new session by a token of a later second than <paramref name="after"/>. A token names the second in which it was given out and no
    /// more, so whatever was revoked in a second takes every token of that second with it.
    /// </summary>
    public async Task<OpenSession> SignInAsync(string user, DateTimeOffset after) => await Eventually.Gives(
        () => SignInAsync(user),
        session => long.Parse(KeycloakRealm.ReadClaim(session.Token, "iat")!, CultureInfo.InvariantCulture) > after.ToUnixTimeSeconds());

    /// <summary>A socket with a live query that has been answered once.</summary>
    public static async Task<LiveClient> OpenAsync(JimProcess gateway, OpenSession session)
    {
        var client = await LiveClient.ConnectAsync(gateway.Address, session.Token);
        await client.SubscribeAsync("1", Live);
        await client.UntilAsync(m => (string?)m["type"] == "next");
        return client;
    }

    /// <summary>graphql-ws connects again after 4403.</summary>
    public static async Task AssertClosedAsync(LiveClient client)
    {
        while (await client.NextAsync() is not null)
        {
        }

        Assert.Equal(4403, (int?)client.CloseStatus);
    }

    /// <summary>Changes a client of the realm whose users sign in.</summary>
    protected virtual void Change(JsonNode client) =>
        client["attributes"]!["backchannel.logout.url"] = $"{Environment["JIM_LISTEN"]}/oidc/backchannel-logout";

    protected override async Task StartAsync()
    {
        Realm = await KeycloakRealm.CreateAsync(realm =>
        {
            foreach (var client in realm["clients"]!.AsArray().Where(c => c!["attributes"]?["backchannel.logout.url"] is not null))
            {
                Change(client!);
            }
        });
        Environment["OIDC_ISSUER"] = Realm.Issuer;
        Gateway = await JimProcess.RunAsync(Environment);
        Other = await JimProcess.RunAsync(
            EnvironmentWith(("JIM_PROCESS", "gateway"), ("JIM_LISTEN", $"http://127.0.0.1:{FreePort.Next()}")));
    }
}

/// <summary>A session at the issuer, with the access token that was given out first.</summary>
public sealed record OpenSession(string Token, string Id);
