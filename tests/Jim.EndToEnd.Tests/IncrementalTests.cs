namespace Jim.EndToEnd.Tests;

/// <summary>
/// <c>@defer</c> and <c>@stream</c> on what Postgres answers: the first result waits for nothing else, and the parts fit to it.
/// </summary>
public sealed class IncrementalTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private const string Page = "documents(first: 4, order: [{ createdAt: DESC }])";

    [Fact]
    public async Task What_is_deferred_does_not_hold_the_first_result_and_shows_the_same_moment()
    {
        var service = await world.AsService();
        await using var events = await HeldTable.LockAsync(world.Database, "document_events");

        await using var results = await ResultStream.AskAsync(
            service,
            Body(
                $"{{ {Page} {{ nodes {{ id ... @defer(label: \"events\") {{ "
                    + "id documentEvents(first: 1) { nodes { document { id } } } } } } }"));
        var first = (await results.NextAsync())!;
        var ids = first["data"]!["documents"]!["nodes"]!.AsArray().Select(n => (string)n!["id"]!).ToList();
        Assert.Equal(4, ids.Count);
        Assert.Equal(4, first["pending"]!.AsArray().Count);
        Assert.True((bool)first["hasNext"]!);

        // A newer document would shift the page; the parts still read the moment of the first result.
        await (await world.As("alice")).DataAsync("mutation { createDocument(input: { title: \"newest\" }) { document { id } } }");
        await events.ReleaseAsync();
        var last = (await results.NextAsync())!;
        Assert.False((bool)last["hasNext"]!);
        foreach (var patch in last["incremental"]!.AsArray())
        {
            var path = first["pending"]!.AsArray().Single(p => (string)p!["id"]! == (string)patch!["id"]!)!["path"]!.AsArray();
            Assert.Null(patch!["data"]!["id"]); // sent already
            foreach (var row in patch["data"]!["documentEvents"]!["nodes"]!.AsArray())
            {
                Assert.Equal(ids[(int)path[2]!], (string)row!["document"]!["id"]!);
            }
        }

        Assert.Null(await results.NextAsync());
    }

    [Theory]
    [InlineData(Page + " { nodes @stream(initialCount: 1) { id title } pageInfo { hasNextPage endCursor } totalCount }")]
    [InlineData(Page + " { edges @stream(initialCount: 2) { cursor node { id owner { displayName } } } }")]
    [InlineData("documents(last: 3) { nodes @stream { id } pageInfo { hasPreviousPage startCursor } }")]
    [InlineData("documents(first: 3) { nodes { id documentEvents(first: 3) { nodes @stream(initialCount: 1) { id } } } }")]
    [InlineData("documents(first: 3) { nodes @stream(initialCount: 1) { id documentEvents(first: 2) { nodes @stream { id } } } }")]
    [InlineData(
        "documents(first: 3) { nodes { id ... @defer { owner { displayName } group { name ... @defer { id } } } } ... @defer { "
            + "totalCount } }")]
    [InlineData("documents(first: 2) { ... @defer { nodes { ... @defer { id } } } }")]
    [InlineData("... @defer { documents(first: 2) { nodes { id } } me { name } } __typename")]
    [InlineData(
        "a: documents(first: 2) { nodes { ...Part @defer } } b: documentById(id: \"00000004-0000-4000-8000-000000000001\") { "
            + "...Part @defer }")]
    [InlineData(
        "documents(first: 0) { nodes @stream(initialCount: 1) { id } } documentById(id: \"99999999-9999-4999-8999-999999999999\") { "
            + "... @defer { id } }")]
    public async Task The_parts_make_the_whole(string selection)
    {
        var document =
            $"query {{ {selection} }} fragment Part on Document {{ title meta documentEvents(first: 1) {{ nodes {{ kind }} }} }}";
        document = selection.Contains("Part", StringComparison.Ordinal)
            ? document
            : document[..document.IndexOf(" fragment", StringComparison.Ordinal)];
        var client = await world.AsService();
        using var atOnce = await client.SendAsync(
            HttpMethod.Post, "/graphql", JimClient.Text(Body(document), "application/json"),
            r => r.Headers.Add("Accept", "application/json"));
        var whole = JsonNode.Parse(await atOnce.Content.ReadAsStringAsync())!["data"]!;
        foreach (var accept in new[] { "multipart/mixed", "multipart/mixed;deferSpec=20220824" })
        {
            await using var results = await ResultStream.AskAsync(client, Body(document), accept);
            var all = await results.RestAsync();
            Assert.Equal(
                IncrementalResults.Sorted(whole).ToJsonString(), IncrementalResults.Sorted(IncrementalResults.Merged(all)).ToJsonString());
            Assert.All(all[..^1], r => Assert.True((bool)r["hasNext"]!));
            Assert.False((bool)all[^1]["hasNext"]!);
        }
    }

    [Fact]
    public async Task Rows_that_are_deferred_are_not_read_for_the_page_info()
    {
        var service = await world.AsService();
        await using var events = await HeldTable.LockAsync(world.Database, "document_events");

        await using var results = await ResultStream.AskAsync(
            service,
            Body(
                "{ documents(first: 2) { pageInfo { hasNextPage } ... @defer { nodes { documentEvents(first: 1) { nodes { kind } } "
                    + "} } } }"));
        Assert.True((bool)(await results.NextAsync())!["data"]!["documents"]!["pageInfo"]!["hasNextPage"]!);
        await events.ReleaseAsync();
        Assert.Equal(2, (await results.NextAsync())!["incremental"]![0]!["data"]!["nodes"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_part_that_cannot_be_read_ends_with_an_error_and_the_first_result_stays()
    {
        var service = await world.AsService();
        await using var events = await HeldTable.LockAsync(world.Database, "document_events");

        await using var results = await ResultStream.AskAsync(
            service, Body("{ documents(first: 1) { nodes { id ... @defer { documentEvents(first: 1) { nodes { kind } } } } } }"));
        Assert.NotNull((await results.NextAsync())!["data"]);
        await Eventually.Holds(() => world.Database.ScalarAsync<bool>(
            """
            select coalesce(bool_or(pg_terminate_backend(pid)), false) from pg_stat_activity
            where application_name = 'jim reads' and wait_event_type = 'Lock' and datname = current_database()
            """));
        var last = (await results.NextAsync())!;
        Assert.Equal("JIM_DATABASE_UNAVAILABLE", (string?)last["completed"]![0]!["errors"]![0]!["extensions"]!["code"]);
        Assert.False((bool)last["hasNext"]!);
        Assert.Null(await results.NextAsync());
    }

    [Fact]
    public async Task Over_a_socket_the_parts_are_messages()
    {
        await using var socket = await LiveClient.ConnectAsync(world.Address, await world.TokenAsync("alice"));
        Assert.Equal("connection_ack", (string?)(await socket.NextAsync())!["type"]);
        await socket.SubscribeAsync("1", "{ documents(first: 1) { nodes { id } ... @defer { totalCount } } }");
        var first = (await socket.NextAsync())!;
        var last = (await socket.NextAsync())!;
        Assert.Equal(("next", true), ((string?)first["type"], (bool)first["payload"]!["hasNext"]!));
        Assert.NotNull(last["payload"]!["incremental"]![0]!["data"]!["totalCount"]);
        Assert.Equal("complete", (string?)(await socket.NextAsync())!["type"]);
    }

    private static string Body(string query) => JsonSerializer.Serialize(new { query });
}
