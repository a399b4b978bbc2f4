using System.Net;
using Npgsql;

namespace Jim.EndToEnd.Tests;

/// <summary>Jim on a Postgres that may be killed.</summary>
public sealed class PostgresWorld : JimWorld
{
    public OwnServers Servers { get; private set; } = null!;

    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Servers.DisposeAsync();
    }

    protected override async Task<TestDatabase> CreateDatabaseAsync()
    {
        Servers = await OwnServers.StartAsync("postgres");
        return await TestDatabase.CreateInAsync(Servers["JIM_TEST_POSTGRES"]);
    }

    protected override async Task StartAsync() => Gateway = await JimProcess.RunAsync(Environment);
}

/// <summary>The database goes away in the middle of a query and comes back.</summary>
public sealed class FaultsOfPostgres(PostgresWorld world) : IClassFixture<PostgresWorld>
{
    private const string Upload =
        "mutation($input: UploadFileInput!) { uploadFile(input: $input) { file { id } errors { ... on Error { message code } } } }";
    private const string Read = "query($id: UUID!) { documentById(id: $id) { title } }";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_query_under_way_can_be_retried_and_everything_heals(bool killed)
    {
        var alice = await world.As("alice");
        var id = Guid.NewGuid();
        await alice.DataAsync(
            "mutation($input: CreateDocumentInput!) { createDocument(input: $input) { document { id } } }",
            new { input = new { id, title = "before", status = "DRAFT" } });
        await using var live = await LiveClient.ConnectAsync(world.Address, alice.Token);
        await live.SubscribeAsync(
            "1", "subscription($id: UUID!) { documents(where: { id: { eq: $id } }) { nodes { title } } }",
            new JsonObject { ["id"] = id.ToString() });
        Assert.Equal("before", await NextTitleAsync(live));

        var underWay = await BlockedQueryAsync(alice, id);
        await (killed ? world.Servers.KillAsync("postgres") : world.Servers.StopAsync("postgres"));
        await RetryableAsync(await underWay);
        await RetryableAsync(await alice.PostAsync(Read, new { id }));
        await RetryableAsync(
            await alice.PostAsync(
                "mutation($id: UUID!) { updateDocument(input: { id: $id, title: \"lost\" }) { document { id } } }", new { id }));

        await RetryableAsync(await alice.SendAsync(HttpMethod.Get, $"/files/{id}"));
        await RetryableAsync(await alice.UploadAsync(new ByteArrayContent([1, 2, 3]), "lost.bin", Upload, []));

        Assert.DoesNotContain("nhandled", world.Gateway.Log, StringComparison.Ordinal);
        await world.Servers.StartAgainAsync("postgres");
        world.Database.DataSource.Clear();
        await world.Database.ExecuteAsync($"update public.documents set title = 'after' where id = '{id}'");
        await Eventually.Holds(
            async () =>
            {
                using var response = await alice.PostAsync(Read, new { id });
                return response.IsSuccessStatusCode
                    && (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["data"]?["documentById"]?["title"] == "after";
            },
            TimeSpan.FromSeconds(30));
        Assert.Equal("after", await NextTitleAsync(live));
        await alice.DataAsync(
            "mutation($id: UUID!) { updateDocument(input: { id: $id, title: \"own\" }) { document { id } } }", new { id });
        Assert.Equal("own", await NextTitleAsync(live));
    }

    /// <summary>
    /// Killed in the middle of a commit, Postgres may or may not have kept it, and nobody can tell. The client is told to try again, and
    /// the id that it chose settles it either way.
    /// </summary>
    /// <param name="kept">
    /// True: the commit is on the disk and waits for a standby that is not there. False: it still runs a deferred trigger.
    /// </param>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mutation_killed_in_its_commit_is_settled_by_its_id(bool kept)
    {
        const string Create =
            "mutation($input: CreateDocumentInput!) { createDocument(input: $input) { document { id } errors { ... on Error { code } } } }";
        var alice = await world.As("alice");
        var variables = new { input = new { id = Guid.NewGuid(), title = "slow commit", status = "DRAFT" } };
        await alice.DataAsync("{ me { user { id } } }");
        await world.Database.ExecuteAsync(kept
            ? "alter system set synchronous_standby_names = 'nobody'"
            : """
              create function public.slow_commit() returns trigger language plpgsql as 'begin perform pg_sleep(20); return null; end';
              create constraint trigger slow_commit after insert on public.documents deferrable initially deferred
                for each row when (new.title = 'slow commit') execute function public.slow_commit()
              """);
        await world.Database.ExecuteAsync("select pg_reload_conf()");

        var asked = alice.PostAsync(Create, variables);
        var waits = kept ? "SyncRep" : "PgSleep";
        await Eventually.Holds(async () =>
        {
            if (asked.IsCompleted)
            {
                // Postgres' checkpointer had not read the setting yet, and the commit did not wait.
                (await asked).Dispose();
                variables = new { input = variables.input with { id = Guid.NewGuid() } };
                asked = alice.PostAsync(Create, variables);
            }

            return await world.Database.ScalarAsync<bool>(
                $"select exists (select from pg_stat_activity where usename like '%_gateway' and wait_event = '{waits}')");
        });
        await world.Servers.KillAsync("postgres");
        await RetryableAsync(await asked);

        await world.Servers.StartAgainAsync("postgres");
        world.Database.DataSource.Clear();
        await (kept
            ? world.Database.ExecuteAsync("alter system reset synchronous_standby_names")
            : world.Database.ExecuteAsync("drop function public.slow_commit() cascade"));
        await world.Database.ExecuteAsync("select pg_reload_conf()");
        JsonNode? told = null;
        await Eventually.Holds(async () =>
        {
            told = (await alice.AskAsync(Create, variables))["data"]?["createDocument"];
            return told is not null;
        });
        Assert.Equal(kept ? "JIM_UNIQUE" : null, (string?)told!["errors"]?[0]?["code"]);
        Assert.Equal(
            1L, await world.Database.ScalarAsync<long>($"select count(*) from public.documents where id = '{variables.input.id}'"));
    }

    /// <summary>A query that waits in Postgres for a lock.</summary>
    private async Task<Task<HttpResponseMessage>> BlockedQueryAsync(JimClient client, Guid id)
    {
        var connection = await world.Database.DataSource.OpenConnectionAsync();
        await using (var command = new NpgsqlCommand("begin; lock table public.documents in access exclusive mode", connection))
        {
            await command.ExecuteNonQueryAsync();
        }

        var asked = client.PostAsync("query($id: UUID!) { documentById(id: $id) { title status } }", new { id });
        await Eventually.Holds(() => world.Database.ScalarAsync<bool>(
            $"select exists (select from pg_stat_activity where datname = '{world.Database.Name}' and wait_event_type = 'Lock')"));
        return asked;
    }

    private static async Task RetryableAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{response.StatusCode}: {text}");
            Assert.NotNull(response.Headers.RetryAfter);
            Assert.Equal("JIM_DATABASE_UNAVAILABLE", (string?)JsonNode.Parse(text)!["errors"]![0]!["extensions"]!["code"]);
        }
    }

    private static async Task<string?> NextTitleAsync(LiveClient live)
    {
        var message = await live.UntilAsync(m => (string?)m["type"] is "next" or "error" or "complete");
        return (string?)(message["payload"]?["data"]?["documents"]?["nodes"]?[0]?["title"]
            ?? throw new InvalidOperationException(message.ToJsonString()));
    }
}
