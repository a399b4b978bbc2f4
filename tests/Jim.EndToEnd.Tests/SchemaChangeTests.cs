namespace Jim.EndToEnd.Tests;

/// <summary>A Jim with a table of the test's own.</summary>
public sealed class SchemaChangeWorld : EmbeddedWorld
{
    protected override async Task StartAsync()
    {
        await base.StartAsync();
        await Database.ExecuteAsync($"""
            create table memos (id uuid primary key default gen_random_uuid(), owner uuid, body text);
            alter table memos enable row level security;
            create policy read on memos for select using (true);
            grant select on memos to jim_user;
            select jim.track('memos');
            insert into memos (owner, body) values ('{Alice}', 'hers'), ('{Bob}', 'his');
            """);
        await ServedAsync("memos");
    }

    /// <summary>Waits until a query of the field is valid.</summary>
    public async Task ServedAsync(string field)
    {
        var client = await As("alice");
        await Eventually.Holds(async () => (await client.AskAsync($"{{ {field} {{ totalCount }} }}"))["errors"] is null);
    }

    /// <summary>What <c>/health/ready</c> says of the schema.</summary>
    public async Task<string?> SchemaHealthAsync()
    {
        using var ready = await Anonymous().SendAsync(HttpMethod.Get, "/health/ready");
        return (string?)JsonNode.Parse(await ready.Content.ReadAsStringAsync())!["schema"];
    }
}

/// <summary>The database's structure, rights and policies change under a running Jim.</summary>
public sealed class SchemaChangeTests(SchemaChangeWorld world) : IClassFixture<SchemaChangeWorld>
{
    private const string Owners = "{ memos(order: [{ owner: ASC }]) { nodes { owner } } }";

    [Fact]
    public async Task A_policy_changed_under_a_warm_cache_holds_although_a_read_of_the_reload_failed()
    {
        var (alice, bob) = (await world.As("alice"), await world.As("bob"));
        Assert.Equal([JimWorld.Alice, JimWorld.Bob], await OwnersAsync(alice));
        Assert.Equal([JimWorld.Alice, JimWorld.Bob], await OwnersAsync(bob));

        // The gateway may not read what of all reads only that of the policies reads; in this database alone.
        await world.Database.ExecuteAsync("revoke select on pg_operator from public");
        await world.Database.ExecuteAsync("alter policy read on memos using (owner = (select jim.user_id()))");
        await Eventually.Holds(async () => await world.SchemaHealthAsync() != "ok");
        await world.Database.ExecuteAsync("grant select on pg_operator to public");
        await Eventually.Holds(async () => await world.SchemaHealthAsync() == "ok");
        Assert.Equal([JimWorld.Alice], await OwnersAsync(alice));
        Assert.Equal([JimWorld.Bob], await OwnersAsync(bob));
        await world.Database.ExecuteAsync("alter policy read on memos using (true)");
        await Eventually.Holds(async () => (await OwnersAsync(bob)).Length == 2);
    }

    [Fact]
    public async Task A_policy_changed_while_no_schema_can_be_built_holds_for_cached_and_live_answers()
    {
        const string Bodies = "{ secrets(order: [{ body: ASC }]) { nodes { body } } }";
        await world.Database.ExecuteAsync($"""
            create table secrets (id uuid primary key default gen_random_uuid(), owner uuid, body text);
            alter table secrets enable row level security;
            create policy read on secrets for select using (true);
            grant select on secrets to jim_user;
            select jim.track('secrets');
            insert into secrets (owner, body) values ('{JimWorld.Alice}', 'hers'), ('{JimWorld.Bob}', 'his');
            """);
        await world.ServedAsync("secrets");
        var (alice, bob) = (await world.As("alice"), await world.As("bob"));
        Assert.Equal((2, 2), (await CountAsync(alice), await CountAsync(bob)));
        await using var alices = await EventStream.SubscribeAsync(alice, $"subscription {Bodies}");
        Assert.Equal(["hers", "his"], Told((await alices.NextAsync())!));
        await using var bobs = await EventStream.SubscribeAsync(bob, $"subscription {Bodies}");
        Assert.Equal(["hers", "his"], Told((await bobs.NextAsync())!));

        await world.Database.ExecuteAsync("""
            begin;
            revoke select on pg_operator from public;
            alter policy read on secrets using (owner = (select jim.user_id()));
            commit
            """);
        Assert.Equal(["hers"], Told((await alices.NextAsync())!));
        Assert.Equal(["his"], Told((await bobs.NextAsync())!));
        Assert.Equal((1, 1), (await CountAsync(alice), await CountAsync(bob)));
        await world.Database.ExecuteAsync("update secrets set body = body || ' again'");
        Assert.Equal(["hers again"], Told((await alices.NextAsync())!));
        Assert.Equal(["his again"], Told((await bobs.NextAsync())!));

        await world.Database.ExecuteAsync("grant select on pg_operator to public");
        await Eventually.Holds(async () => await world.SchemaHealthAsync() == "ok");
        Assert.Equal((1, 1), (await CountAsync(alice), await CountAsync(bob)));

        static string[] Told(JsonNode message) =>
            [.. message["payload"]!["data"]!["secrets"]!["nodes"]!.AsArray().Select(n => (string)n!["body"]!)];

        static async Task<int> CountAsync(JimClient client) =>
            (await client.DataAsync(Bodies))["secrets"]!["nodes"]!.AsArray().Count;
    }

    [Theory]
    [InlineData("graphql-transport-ws")]
    [InlineData("graphql-ws")]
    public async Task A_column_dropped_under_live_queries_of_a_socket(string protocol)
    {
        var column = await AddColumnAsync();
        var next = protocol == "graphql-ws" ? "data" : "next";
        await using var live = await LiveClient.ConnectAsync(world.Address, await world.TokenAsync("alice"), protocol);
        Assert.Equal("connection_ack", (string?)(await live.NextAsync())!["type"]);
        foreach (var (id, query) in Queries(column))
        {
            await live.SubscribeAsync(id, query);
            Assert.NotNull((await live.UntilAsync(m => (string?)m["id"] == id))["payload"]!["data"]);
        }

        await DropColumnAsync(column);
        var messages = new List<JsonNode>();
        for (var seen = 0; seen < 3; seen++)
        {
            messages.Add((await live.NextAsync())!);
        }

        AssertEnded([.. messages.Where(m => (string?)m["id"] == "uses")], next);
        AssertGoesOn(messages.Single(m => (string?)m["id"] == "other"), column);
        await world.Database.ExecuteAsync($"update memos set body = 'again {column}' where owner = '{JimWorld.Bob}'");
        AssertGoesOn((await live.NextAsync())!, $"again {column}");
    }

    [Fact]
    public async Task A_column_dropped_under_live_queries_of_event_streams()
    {
        var column = await AddColumnAsync();
        var client = await world.As("alice");
        var queries = Queries(column);
        await using var uses = await EventStream.SubscribeAsync(client, queries["uses"]);
        await using var other = await EventStream.SubscribeAsync(client, queries["other"]);
        Assert.NotNull((await uses.NextAsync())!["payload"]!["data"]);
        Assert.NotNull((await other.NextAsync())!["payload"]!["data"]);

        await DropColumnAsync(column);
        AssertEnded([(await uses.NextAsync())!, (await uses.NextAsync())!], "next");
        Assert.Null(await uses.NextAsync());
        AssertGoesOn((await other.NextAsync())!, column);
        await world.Database.ExecuteAsync($"update memos set body = 'again {column}' where owner = '{JimWorld.Bob}'");
        AssertGoesOn((await other.NextAsync())!, $"again {column}");
    }

    private static Dictionary<string, string> Queries(string column) => new()
    {
        ["uses"] = $"subscription {{ memos(first: 5) {{ nodes {{ {column} }} }} }}",
        ["other"] = $"subscription {{ memos(where: {{ owner: {{ eq: \"{JimWorld.Bob}\" }} }}) {{ nodes {{ body }} }} }}",
    };

    private static void AssertEnded(IReadOnlyList<JsonNode> messages, string next)
    {
        Assert.Equal([next, "complete"], messages.Select(m => (string?)m["type"]));
        var payload = messages[0]["payload"]!;
        Assert.Null(payload["data"]);
        Assert.Equal("JIM_SCHEMA_CHANGED", (string?)payload["errors"]![0]!["extensions"]!["code"]);
        Assert.Contains("does not exist", (string?)payload["errors"]![1]!["message"], StringComparison.Ordinal);
    }

    private static void AssertGoesOn(JsonNode message, string body) =>
        Assert.Equal(body, (string?)message["payload"]?["data"]?["memos"]?["nodes"]?[0]?["body"]);

    /// <summary>A column of the test's own, once it is served.</summary>
    private async Task<string> AddColumnAsync()
    {
        var column = $"c{Guid.NewGuid():N}";
        await world.Database.ExecuteAsync($"alter table memos add {column} text default 'there'");
        var client = await world.As("alice");
        await Eventually.Holds(async () => (await client.AskAsync($"{{ memos {{ nodes {{ {column} }} }} }}"))["errors"] is null);
        return column;
    }

    /// <summary>A row is written in the same transaction: between it and the new schema, statements of the old one fail.</summary>
    private Task DropColumnAsync(string column) => world.Database.ExecuteAsync(
        $"begin; alter table memos drop {column}; update memos set body = '{column}' where owner = '{JimWorld.Bob}'; commit");

    private static async Task<string[]> OwnersAsync(JimClient client) =>
        [.. (await client.DataAsync(Owners))["memos"]!["nodes"]!.AsArray().Select(n => (string)n!["owner"]!)];
}
