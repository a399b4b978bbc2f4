using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Jim.EndToEnd.Tests;

/// <summary>What one user does to the database does not keep others from it, and ends when the user has left or has had enough.</summary>
public sealed class GreedyUserTests(GreedyWorld world) : IClassFixture<GreedyWorld>
{
    private const string Slow = "{ documents { totalCount } }";
    private const string Quick = "{ groups { totalCount } }";

    [Fact]
    public async Task Reads_that_take_long_leave_a_connection_to_others()
    {
        var (alice, bob) = (await world.As("alice"), await world.As("bob"));
        Assert.NotNull((await bob.AskAsync(Quick))["data"]);
        await using var held = await HeldTable.LockAsync(world.Database, "documents");
        var slow = Enumerable.Range(0, 10).Select(_ => alice.PostAsync(Slow)).ToArray();
        await Eventually.Holds(async () => await world.CountWaitingAsync() >= GreedyWorld.Reads / 2);
        for (var i = 0; i < 20; i++)
        {
            // Where no connection is left, a request waits a second for one and is refused (503).
            using var answered = await bob.PostAsync(Quick);
            Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        }

        await held.ReleaseAsync();
        Assert.All(
            await Task.WhenAll(slow),
            answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable));
    }

    /// <summary>A read is cancelled at once, a write that waits for a lock after half a second.</summary>
    [Theory]
    [InlineData("{ documents { totalCount } }")]
    [InlineData("mutation { createDocument(input: { title: \"left\" }) { document { id } errors { __typename } } }")]
    public async Task What_a_client_has_left_is_cancelled(string query)
    {
        var token = await world.TokenAsync("bob");
        await using var held = await HeldTable.LockAsync(world.Database, "documents");
        using var leaving = new CancellationTokenSource();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Address, "/graphql"))
        {
            Content = JsonContent.Create(new { query }), Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        var sent = http.SendAsync(request, leaving.Token);
        await Eventually.Holds(async () => await world.CountWaitingAsync() == 1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
        await Eventually.Holds(async () => await world.CountWaitingAsync() == 0);
        await held.ReleaseAsync();
        var bob = await world.As("bob");
        var written = await bob.DataAsync("{ documents(where: { title: { eq: \"left\" } }) { totalCount } }");
        Assert.Equal(0, (int)written["documents"]!["totalCount"]!);
    }

    [Fact]
    public async Task Who_keeps_the_database_busy_for_too_long_is_told_when_to_come_back()
    {
        var (carol, bob) = (await world.As("carol"), await world.As("bob"));
        await using var held = await HeldTable.LockAsync(world.Database, "documents");
        var slow = Enumerable.Range(0, GreedyWorld.Reads - 1).Select(_ => carol.PostAsync(Slow)).ToArray();
        HttpResponseMessage? refused = null;
        await Eventually.Holds(async () => (refused = await carol.PostAsync(Quick)).StatusCode == HttpStatusCode.TooManyRequests);
        var error = JsonNode.Parse(await refused!.Content.ReadAsStringAsync())!["errors"]![0]!;
        Assert.Equal("JIM_RATE_LIMITED", (string?)error["extensions"]!["code"]);
        var seconds = (int)error["extensions"]!["retryAfter"]!;
        Assert.InRange(seconds, 1, 120);
        Assert.Equal(TimeSpan.FromSeconds(seconds), refused.Headers.RetryAfter!.Delta);
        Assert.NotNull((await bob.AskAsync(Quick))["data"]);
        await held.ReleaseAsync();
        await Task.WhenAll(slow);
    }
}

/// <summary>A Jim with four connections for reads, of which each user may use twenty seconds a minute.</summary>
public sealed class GreedyWorld : EmbeddedWorld
{
    public const int Reads = 4;

    public GreedyWorld()
    {
        Environment["JIM_POOL_READS"] = Reads.ToString(CultureInfo.InvariantCulture);
        Environment["JIM_LIMIT_DATABASE_SECONDS"] = "20";
        Environment["JIM_CACHE"] = "off";
    }

    /// <summary>How many statements wait for a table that is held.</summary>
    public async Task<long> CountWaitingAsync()
    {
        await using var command = Database.DataSource.CreateCommand(
            "select count(*) from pg_stat_activity "
                + "where datname = current_database() and wait_event_type = 'Lock' and application_name in ('jim reads', 'jim writes')");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
