namespace Jim.EndToEnd.Tests;

/// <summary>
/// A policy or view needs something that the database does not have: a setting, a table, a function, a type. Postgres has the same SQLSTATE
/// for it as after an <c>alter table</c>, but no later try finds it, so that clients are not told to try again.
/// </summary>
public sealed class MissingThingTests(AlteredTableWorld world) : IClassFixture<AlteredTableWorld>
{
    [Theory]
    [InlineData("42704", "note = current_setting('app.nobody_sets_this')")]
    [InlineData("42P01", "has_table_privilege(note, 'select')")]
    [InlineData("42883", "(note || '(int)')::regprocedure is not null")]
    [InlineData("42704", "(note)::regtype is not null")]
    public async Task It_is_unexpected_and_logged_over_every_way_that_an_answer_takes(string state, string policy)
    {
        var (table, alice) = (await world.CreateTableAsync("int", "1", tracked: true), await world.As("alice"));
        await world.Database.ExecuteAsync(
            $"alter table {table} enable row level security; create policy p on {table} using ({policy}) with check ({policy})");
        var type = char.ToUpperInvariant(table[0]) + table[1..];
        foreach (var document in (string[])
        [
            $"{{ {table}s {{ nodes {{ w }} }} }}", $"{{ {table}ById(id: 1) {{ w }} me {{ subject }} }}",
            $"mutation {{ update{type}(input: {{ id: 1, w: 2 }}) {{ {table} {{ w }} }} }}",
            $"mutation @transaction {{ update{type}(input: {{ id: 1, w: 2 }}) {{ {table} {{ w }} }} }}",
        ])
        {
            await AssertLoggedAsync(await alice.AskAsync(document), state, document);
        }
    }

    [Fact]
    public async Task Parts_of_an_answer_and_live_queries_tell_it_too()
    {
        var (table, alice) = (await world.CreateTableAsync("int", "1", tracked: true), await world.As("alice"));
        var other = await world.CreateTableAsync("int", "1", tracked: true);
        await world.Database.ExecuteAsync(
            $"alter table {table} enable row level security; create policy p on {table} using (note = current_setting('app.not_set'))");

        // The policy itself is a change of the structure, which this request learns of.
        await AssertLoggedAsync(await alice.AskAsync($"{{ {table}s {{ nodes {{ w }} }} }}"), "42704", "query");
        var parts = new JsonObject { ["query"] = $"{{ {other}s {{ nodes {{ w }} }} ... @defer {{ {table}s {{ nodes {{ w }} }} }} }}" };
        await using (var results = await ResultStream.AskAsync(alice, parts.ToJsonString()))
        {
            var all = await results.RestAsync();
            await AssertLoggedAsync(FindErrors(all[^1])!, "42704", all[^1].ToJsonString());
        }

        await using var live = await EventStream.SubscribeAsync(alice, $"subscription {{ {table}s {{ nodes {{ w }} }} }}");
        await AssertLoggedAsync(FindErrors((await live.NextAsync())!)!, "42704", "subscription");
    }

    [Fact]
    public async Task A_job_is_not_tried_again()
    {
        var (table, alice) = (await world.CreateTableAsync("int", "1", tracked: true), await world.As("alice"));
        await world.Database.ExecuteAsync(
            $"alter table {table} enable row level security; create policy p on {table} using (note = current_setting('app.not_set'))");
        var type = char.ToUpperInvariant(table[0]) + table[1..];
        var queued = await alice.AskAsync($"mutation @queued {{ update{type}(input: {{ id: 1, w: 2 }}) {{ {table} {{ w }} }} }}");
        var query = $"{{ jobById(id: \"{(string)queued["extensions"]!["job"]!["id"]!}\") {{ state error }} }}";
        var job = await alice.DataAsync(query);
        await Eventually.Holds(async () => (string?)(job = await alice.DataAsync(query))["jobById"]!["state"] == "FAILED");
        Assert.Equal("JIM_DATABASE_ERROR", (string?)job["jobById"]!["error"]!["code"]);
    }

    private static JsonNode? FindErrors(JsonNode node) => node switch
    {
        JsonObject o when o["errors"] is not null => o,
        JsonObject o => o.Select(m => m.Value is null ? null : FindErrors(m.Value)).FirstOrDefault(f => f is not null),
        JsonArray a => a.Select(i => i is null ? null : FindErrors(i)).FirstOrDefault(f => f is not null),
        _ => null,
    };

    private async Task AssertLoggedAsync(JsonNode answer, string state, string document)
    {
        var error = answer["errors"]?[0];
        Assert.True((string?)error?["extensions"]?["code"] == "JIM_DATABASE_ERROR", $"{document}: {answer.ToJsonString()}");
        var line = await world.Gateway.LineAsync(
            l => l.Contains((string)error!["extensions"]!["requestId"]!, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Contains(state, line, StringComparison.Ordinal);
    }
}
