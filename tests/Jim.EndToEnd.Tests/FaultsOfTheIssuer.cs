using System.Diagnostics;
using System.Net;

namespace Jim.EndToEnd.Tests;

/// <summary>A Jim with an issuer that a test may rotate and take away.</summary>
public sealed class MadeUpIssuerWorld : JimWorld
{
    public MadeUpIssuer Server { get; private set; } = null!;

    public override string Issuer => Server.Address;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Server.DisposeAsync();
    }

    protected override async Task StartAsync()
    {
        Server = await MadeUpIssuer.StartAsync();
        Server.Add("first");
        Environment["OIDC_ISSUER"] = Server.Address;
        Gateway = await JimProcess.RunAsync(Environment);
    }
}

/// <summary>The issuer is away for a while, rotates its keys, or somebody sends tokens of invented keys.</summary>
public sealed class FaultsOfTheIssuer(MadeUpIssuerWorld world) : IClassFixture<MadeUpIssuerWorld>
{
    private const string Me = "{ me { subject } }";

    [Fact]
    public async Task While_it_is_away_known_keys_go_on_and_new_ones_are_told_to_come_back()
    {
        var known = world.Server.Issue("first");
        await AssertMeAsync(known);
        await using var live = await LiveClient.ConnectAsync(world.Address, known);
        await live.SubscribeAsync("1", "subscription { documents(first: 1) { nodes { id } } }");
        await live.UntilAsync(m => (string?)m["type"] == "next");
        world.Server.IsDown = true;
        try
        {
            await AssertMeAsync(known);
            await AssertMeAsync(world.Server.Issue("first"));
            var rotated = new JimClient(world.Address, world.Server.Issue("new in the outage"));

            // Where another test has just sent keys that nobody publishes, the issuer is asked again ten seconds later.
            await Eventually.Holds(async () =>
            {
                using var answer = await rotated.PostAsync(Me);
                var text = await answer.Content.ReadAsStringAsync();
                return answer is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null }
                    && text.Contains("JIM_ISSUER_UNREACHABLE", StringComparison.Ordinal);
            });
            await live.SubscribeAsync("2", "subscription { documents(first: 1) { nodes { title } } }");
            Assert.Equal("2", (string?)(await live.UntilAsync(m => (string?)m["type"] == "next"))["id"]);

            // Longer than the ten minutes after which keys are asked for again: until they come the last ones stay in use.
            var outage = FaultScale.Choose(full: TimeSpan.FromMinutes(15), scaled: TimeSpan.Zero);
            await Task.Delay(outage, TestContext.Current.CancellationToken);
            await AssertMeAsync(known);

            // One that starts now has no keys at all, serves who needs none, and says what it waits for.
            await using var late = await JimProcess.RunAsync(world.EnvironmentWith(("JIM_LISTEN", $"http://127.0.0.1:{FreePort.Next()}")));
            using var refused = await new JimClient(late.Address, known).PostAsync(Me);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull((await new JimClient(late.Address).DataAsync("{ __typename }"))["__typename"]);
            world.Server.IsDown = false;
            await Eventually.Holds(async () => (await new JimClient(late.Address, known).PostAsync(Me)).IsSuccessStatusCode);
        }
        finally
        {
            world.Server.IsDown = false;
        }
    }

    [Fact]
    public async Task Tokens_of_a_rotated_key_are_accepted_within_a_second()
    {
        await AssertMeAsync(world.Server.Issue("first"));
        foreach (var kid in (string[])["second", "third"])
        {
            // Where another test has just sent keys that nobody publishes, the next read is ten seconds later.
            await Eventually.Holds(async () =>
            {
                var fresh = $"{kid} {Guid.NewGuid()}";
                world.Server.Add(fresh);
                var clock = Stopwatch.StartNew();
                using var answer = await new JimClient(world.Address, world.Server.Issue(fresh)).PostAsync(Me);
                return answer.IsSuccessStatusCode && clock.Elapsed < TimeSpan.FromSeconds(1);
            });
        }
    }

    [Fact]
    public async Task A_flood_of_invented_keys_reads_the_issuers_once()
    {
        await AssertMeAsync(world.Server.Issue("first"));
        var tokens = Enumerable.Range(0, 200).Select(i => world.Server.Issue($"invented {Guid.NewGuid()}")).ToArray();
        var before = world.Server.Reads;
        var clock = Stopwatch.StartNew();
        var answers = await Task.WhenAll(tokens.Select(async token =>
        {
            using var answer = await new JimClient(world.Address, token).PostAsync(Me);
            return answer.StatusCode;
        }));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.Unauthorized, status));
        Assert.InRange(world.Server.Reads - before, 0, 1 + (int)(clock.Elapsed.TotalSeconds / 10));
        await AssertMeAsync(world.Server.Issue("first"));
    }

    private async Task AssertMeAsync(string token) =>
        Assert.Equal(JimWorld.Alice, (string?)(await new JimClient(world.Address, token).DataAsync(Me))["me"]!["subject"]);
}
