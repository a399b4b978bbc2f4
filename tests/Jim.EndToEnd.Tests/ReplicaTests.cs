using System.Globalization;
using System.Net.Http.Json;

namespace Jim.EndToEnd.Tests;

/// <summary>Queries are read from standbys, and nobody misses what he has written or was told of.</summary>
public sealed class ReplicaTests(ReplicaWorld world) : IClassFixture<ReplicaWorld>
{
    private int Primary => world.PortOf("postgres");

    [Fact]
    public async Task Queries_are_spread_over_all_replicas()
    {
        await world.AwaitReadsFromAsync("standby1", "standby2");
        var ports = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            ports.Add((await ReplicaWorld.ReadAsync(world.Anonymous(), 1)).Port);
        }

        Assert.All(["standby1", "standby2"], standby =>
            Assert.InRange(ports.Count(port => port == world.PortOf(standby)), 12, 28));
    }

    [Fact]
    public async Task A_user_finds_what_he_wrote_while_the_replicas_have_it_not_and_others_are_answered_by_them()
    {
        var (alice, bob) = (await world.As("alice"), await world.As("bob"));
        await world.AwaitReadsFromAsync("standby1", "standby2");
        await ReplicaWorld.ReadAsync(bob, 2);
        await Eventually.Holds(async () => (await ReplicaWorld.ReadAsync(bob, 2)).Port != Primary);
        await using (await world.PauseAsync("standby1", "standby2"))
        {
            var cursor = await ReplicaWorld.WriteAsync(alice, 2, "of alice");
            for (var i = 0; i < 10; i++)
            {
                Assert.Equal(("of alice", Primary), await ReplicaWorld.ReadAsync(alice, 2));
            }

            // Within the lag that is allowed bob is told what was, but not where he shows that he knows of more.
            Assert.Equal("first", (await ReplicaWorld.ReadAsync(bob, 2)).Text);
            Assert.Equal(("of alice", Primary), await ReplicaWorld.ReadAsync(bob, 2, new { cursor }));
            Assert.Equal(("of alice", Primary), await ReadPrimaryAsync(bob, 2));

            // Beyond it he is not.
            await Eventually.Holds(
                async () => await ReplicaWorld.ReadAsync(bob, 2) == ("of alice", Primary),
                TimeSpan.FromSeconds(ReplicaWorld.LagSeconds + 20));
        }

        await Eventually.Holds(async () => await ReplicaWorld.ReadAsync(alice, 2) is ("of alice", var port) && port != Primary);
    }

    [Fact]
    public async Task A_replica_that_is_behind_is_left_out_with_one_warning_and_its_return_is_told()
    {
        await world.AwaitReadsFromAsync("standby1", "standby2");
        var logged = Lines("replica 1");
        await using (await world.PauseAsync("standby1"))
        {
            await world.Database.ExecuteAsync("update notes set text = 'later' where id = 3");
            await Eventually.Holds(async () => (await HealthAsync()).Contains("replica 1 lags too far behind", StringComparison.Ordinal));
            Assert.Contains("\"status\":\"degraded\"", await HealthAsync(), StringComparison.Ordinal);
            await world.AwaitReadsFromAsync("standby2");
        }

        await world.AwaitReadsFromAsync("standby1", "standby2");
        await Eventually.Holds(() => Lines("replica 1") == logged + 2);
        Assert.Contains("No queries are read from replica 1, because it lags too far behind the primary.", world.Gateway.Log);
        Assert.Contains("Queries are read from replica 1 again.", world.Gateway.Log);
        Assert.DoesNotContain("lags", await HealthAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_replica_fails_no_query_and_is_read_from_again_when_it_is_back()
    {
        await world.AwaitReadsFromAsync("standby1", "standby2");
        using var stop = new CancellationTokenSource();
        var reading = ReadUntilAsync(stop.Token);
        await world.Servers.KillAsync("standby2");
        await world.AwaitReadsFromAsync("standby1");
        await Eventually.Holds(async () => (await HealthAsync()).Contains("replica 2 does not answer", StringComparison.Ordinal));
        await world.Servers.StartAgainAsync("standby2");
        await world.AwaitReadsFromAsync("standby1", "standby2");
        await stop.CancelAsync();
        Assert.InRange(await reading, 10, int.MaxValue);
    }

    /// <summary>Its connections stay, and nothing comes over them.</summary>
    [Fact]
    public async Task A_replica_that_hangs_fails_no_query_and_is_read_from_again_when_it_goes_on()
    {
        await world.AwaitReadsFromAsync("standby1", "standby2");
        await using (await world.Servers.HangAsync("standby2"))
        {
            // Those that it was given are answered by the primary once it is known to be lost.
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReplicaWorld.ReadAsync(world.Anonymous(), 1)))
                .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.All(answers, answer => Assert.Equal("first", answer.Text));
            Assert.DoesNotContain(world.PortOf("standby2"), answers.Select(answer => answer.Port));
            await Eventually.Holds(async () => (await HealthAsync()).Contains("replica 2 does not answer", StringComparison.Ordinal));
            await world.AwaitReadsFromAsync("standby1");
        }

        await world.AwaitReadsFromAsync("standby1", "standby2");
    }

    /// <summary>The change log says who has written.</summary>
    [Fact]
    public async Task A_user_finds_at_another_gateway_what_he_wrote_and_others_are_answered_by_the_replicas_there()
    {
        await using var other = await JimProcess.RunAsync(world.EnvironmentWith(
            ("JIM_REPLICA_LAG_SECONDS", "300"), ("JIM_PROCESS", "gateway"),
            ("JIM_PUBLIC_URL", world.Address.GetLeftPart(UriPartial.Authority)),
            ("JIM_LISTEN", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"))));
        var (here, alice, bob) = (
            await world.As("alice"), new JimClient(other.Address, await world.TokenAsync("alice")),
            new JimClient(other.Address, await world.TokenAsync("bob")));
        await ReplicaWorld.ReadAsync(alice, 4);
        await ReplicaWorld.ReadAsync(bob, 4);
        await Eventually.Holds(async () => (await ReplicaWorld.ReadAsync(alice, 4)).Port != Primary);
        await Eventually.Holds(async () => (await ReplicaWorld.ReadAsync(bob, 4)).Port != Primary);
        await using (await world.PauseAsync("standby1", "standby2"))
        {
            var cursor = await ReplicaWorld.WriteAsync(here, 4, "of alice");
            Assert.Equal(("of alice", Primary), await ReplicaWorld.ReadAsync(alice, 4, new { cursor }));
            await Eventually.Holds(async () => await ReplicaWorld.ReadAsync(alice, 4) == ("of alice", Primary));
            Assert.Equal("first", (await ReplicaWorld.ReadAsync(bob, 4)).Text);
        }

        await Eventually.Holds(async () => await ReplicaWorld.ReadAsync(alice, 4) is ("of alice", var port) && port != Primary);
    }

    [Fact]
    public async Task A_query_that_stands_in_the_way_of_replay_is_answered_by_the_primary()
    {
        await world.AwaitReadsFromAsync("standby1", "standby2");
        var asking = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Anonymous().AskAsync("{ slowNotes { nodes { text port } } }")));
        foreach (var standby in ReplicaWorld.Standbys)
        {
            await Eventually.Holds(async () => (long)(await world.ExecuteAsync(
                standby, "select count(*) from pg_stat_activity where query like '%slow_notes%' and wait_event = 'PgSleep'"))! > 0);
        }

        var conflicts = await ConflictsAsync();
        await world.Database.ExecuteAsync("begin; lock table notes in access exclusive mode; select pg_current_xact_id(); commit");
        Assert.All(await asking, answer => Assert.Equal(Primary, (int)answer["data"]!["slowNotes"]!["nodes"]![0]!["port"]!));
        await Eventually.Holds(async () => await ConflictsAsync() > conflicts);
        await world.AwaitReadsFromAsync("standby1", "standby2");
    }

    [Fact]
    public async Task Structure_and_rights_that_the_replicas_do_not_have_yet_are_those_of_the_primary()
    {
        await world.AwaitReadsFromAsync("standby1", "standby2");
        await using (await world.PauseAsync("standby1", "standby2"))
        {
            await world.Database.ExecuteAsync("""
                create view renamed_notes as select id, text as words, inet_server_port() as port from notes;
                grant select on renamed_notes to jim_anonymous;
                revoke select on notes from jim_anonymous
                """);
            await Eventually.Holds(async () =>
                (await world.Anonymous().AskAsync("{ renamedNotes(first: 1) { nodes { words } } }"))["errors"] is null);

            // The schema that has the view has lost the right: within the lag the replicas would still give the rows.
            Assert.NotNull((await world.Anonymous().AskAsync("{ notes { totalCount } }"))["errors"]);
            Assert.Equal(Primary, (await ReplicaWorld.ReadAsync(world.Anonymous(), 1)).Port);
        }

        await world.Database.ExecuteAsync("drop view renamed_notes; grant select on notes to jim_anonymous");
        await world.AwaitReadsFromAsync("standby1", "standby2");
    }

    [Fact]
    public async Task What_only_the_primary_can_run_is_run_there()
    {
        await world.Database.ExecuteAsync("""
            create sequence reads;
            create view counted_notes as select id, nextval('reads') as reading, inet_server_port() as port from notes;
            grant select on counted_notes to jim_anonymous; grant usage on sequence reads to jim_anonymous
            """);
        await Eventually.Holds(async () =>
            (await world.Anonymous().AskAsync("{ countedNotes(first: 1) { nodes { port } } }"))["errors"] is null);
        await world.AwaitReadsFromAsync("standby1", "standby2");
        for (var i = 0; i < 5; i++)
        {
            var answer = await world.Anonymous().AskAsync("{ countedNotes(first: 1) { nodes { port reading } } }");
            Assert.Equal(Primary, (int)answer["data"]!["countedNotes"]!["nodes"]![0]!["port"]!);
        }
    }

    [Fact]
    public async Task Live_queries_are_read_from_the_primary_and_their_subscribers_miss_nothing_they_were_told()
    {
        await world.AwaitReadsFromAsync("standby1", "standby2");
        var bob = await world.As("bob");
        await using var live = await EventStream.SubscribeAsync(
            bob, "subscription { placedNotes(where: { id: { eq: 7 } }) { nodes { text port } } }");
        Assert.Equal(("first", Primary), await NextAsync());
        await using (await world.PauseAsync("standby1", "standby2"))
        {
            await ReplicaWorld.WriteAsync(await world.As("alice"), 7, "told");
            Assert.Equal(("told", Primary), await NextAsync());
            Assert.Equal(("told", Primary), await ReplicaWorld.ReadAsync(bob, 7));
        }

        async Task<(string?, int)> NextAsync() => ReplicaWorld.Find((await live.NextAsync())!["payload"]!);
    }

    [Fact]
    public async Task An_answer_of_a_replica_is_kept_only_where_it_has_all_that_the_cache_was_told_of()
    {
        await using var cached = await JimProcess.RunAsync(world.EnvironmentWith(
            ("JIM_CACHE", "on"), ("JIM_LISTEN", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"))));
        var client = new JimClient(cached.Address);
        var id = 10;
        await Eventually.Holds(async () => (await ReplicaWorld.ReadAsync(client, id++)).Port != Primary);
        await Eventually.Holds(() => IsHitAsync(client, 8));
        Assert.NotEqual(Primary, (await ReplicaWorld.ReadAsync(client, 8)).Port);
        await using (await world.PauseAsync("standby1", "standby2"))
        {
            await world.Database.ExecuteAsync("update notes set text = 'second' where id = 8");

            // The cache was told when the kept answer is not found any more; from then on the replicas give the old one, which is not kept.
            await Eventually.Holds(async () => !await IsHitAsync(client, 8));
            Assert.Equal("first", (await ReplicaWorld.ReadAsync(client, 8)).Text);
        }

        await Eventually.Holds(async () => (await ReplicaWorld.ReadAsync(client, 8)).Text == "second", TimeSpan.FromSeconds(20));
        await Eventually.Holds(async () => await IsHitAsync(client, 8));
        Assert.Equal("second", (await ReplicaWorld.ReadAsync(client, 8)).Text);
    }

    [Fact]
    public async Task Nobody_misses_his_own_writes_while_others_write()
    {
        await world.AwaitReadsFromAsync("standby1", "standby2");
        using var stop = new CancellationTokenSource();
        var others = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await world.Database.ExecuteAsync($"update notes set text = 'other {i}' where id > 50");
            }
        });
        var alice = await world.As("alice");
        for (var i = 0; i < 60; i++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"own {i}");
            await ReplicaWorld.WriteAsync(alice, 9, text);
            Assert.Equal(text, (await ReplicaWorld.ReadAsync(alice, 9)).Text);
        }

        await stop.CancelAsync();
        await others;
    }

    private static async Task<(string? Text, int Port)> ReadPrimaryAsync(JimClient client, int id)
    {
        using var response = await client.SendAsync(
            HttpMethod.Post, "/graphql",
            JsonContent.Create(new { query = $"{{ placedNotes(where: {{ id: {{ eq: {id} }} }}) {{ nodes {{ text port }} }} }}" }),
            request => request.Headers.Add("Jim-Read", "primary"));
        return ReplicaWorld.Find(JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private static async Task<bool> IsHitAsync(JimClient client, int id)
    {
        using var response = await client.PostAsync(
            "query($id: Int!) { placedNotes(where: { id: { eq: $id } }) { nodes { text port } } }", new { id });
        return response.Headers.TryGetValues("Cache-Status", out var status) && status.Single().Contains("hit", StringComparison.Ordinal);
    }

    private async Task<int> ReadUntilAsync(CancellationToken stop)
    {
        var read = 0;
        for (; !stop.IsCancellationRequested; read++)
        {
            Assert.NotNull((await ReplicaWorld.ReadAsync(world.Anonymous(), 1)).Text);
        }

        return read;
    }

    private async Task<long> ConflictsAsync()
    {
        var conflicts = 0L;
        foreach (var standby in ReplicaWorld.Standbys)
        {
            conflicts += (long)(await world.ExecuteAsync(standby, "select sum(conflicts)::int8 from pg_stat_database"))!;
        }

        return conflicts;
    }

    private async Task<string> HealthAsync()
    {
        using var response = await world.Anonymous().SendAsync(HttpMethod.Get, "/health/ready");
        return await response.Content.ReadAsStringAsync();
    }

    private int Lines(string replica) => world.Gateway.Log.Split('\n').Count(line =>
        line.Contains($"from {replica}", StringComparison.Ordinal));
}
