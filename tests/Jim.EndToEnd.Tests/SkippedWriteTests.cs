namespace Jim.EndToEnd.Tests;

/// <summary>
/// Writes that a trigger or rule takes over. What was committed is told as done, and what is told as an error has left nothing.
/// </summary>
public sealed class SkippedWriteTests(RulesWorld world) : IClassFixture<RulesWorld>
{
    private const string Errors = "errors { __typename ... on Error { message code } }";

    [Fact]
    public async Task A_row_that_its_trigger_hides_is_deleted()
    {
        await world.Database.ExecuteAsync("insert into hidden_notes values (1, 'a'), (2, 'kept')");
        var it = await world.RunAsync($"deleteHiddenNote(input: {{ id: 1 }}) {{ hiddenNote {{ id body }} {Errors} }}");
        Assert.Null(it["errors"]);
        Assert.Null(it["hiddenNote"]);
        Assert.True(await world.ScalarAsync<bool>("select gone from hidden_notes where id = 1"));
        Assert.Equal("JIM_NOT_FOUND", Code(await world.RunAsync($"deleteHiddenNote(input: {{ id: 1 }}) {{ {Errors} }}")));
        Assert.Equal("JIM_NOT_FOUND", Code(await world.RunAsync($"deleteHiddenNote(input: {{ id: 77 }}) {{ {Errors} }}")));

        // The policy of the delete, and not the trigger, says no.
        var answer = await world.AskAsync($"mutation {{ deleteHiddenNote(input: {{ id: 2 }}) {{ {Errors} }} }}");
        Assert.Equal("AUTH_NOT_AUTHORIZED", (string?)answer["errors"]![0]!["extensions"]!["code"]);
        Assert.False(await world.ScalarAsync<bool>("select gone from hidden_notes where id = 2"));
    }

    [Fact]
    public async Task A_row_that_its_trigger_marks_is_told_as_it_now_reads()
    {
        await world.Database.ExecuteAsync("insert into shown_notes values (1, 'a'); insert into blind_notes values (1, 'b')");
        var it = await world.RunAsync($"deleteShownNote(input: {{ id: 1 }}) {{ shownNote {{ id gone }} {Errors} }}");
        Assert.Equal("""{"shownNote":{"id":1,"gone":true},"errors":null}""", it.ToJsonString());
        var blind = await world.RunAsync($"deleteBlindNote(input: {{ id: 1 }}) {{ blindNote {{ id body }} {Errors} }}");
        Assert.Equal("""{"blindNote":{"id":1,"body":"b"},"errors":null}""", blind.ToJsonString());
        Assert.True(await world.ScalarAsync<bool>("select gone from blind_notes where id = 1"));
    }

    /// <summary>Postgres' counters of written rows count what was undone, too.</summary>
    [Fact]
    public async Task What_a_trigger_began_and_undid_is_no_effect()
    {
        var it = await world.RunAsync($"createTicket(input: {{ code: \"used\" }}) {{ ticket {{ code }} {Errors} }}");
        Assert.Equal("JIM_SKIPPED", Code(it));
        it = await world.RunAsync($"createTicket(input: {{ code: \"new\" }}) {{ ticket {{ code }} {Errors} }}");
        Assert.Equal("""{"ticket":{"code":"new"},"errors":null}""", it.ToJsonString());
        Assert.Equal("new", await world.ScalarAsync<string>("select string_agg(code, ',') from tickets"));
    }

    [Fact]
    public async Task What_nothing_changes_is_skipped_and_leaves_nothing()
    {
        await world.Database.ExecuteAsync("insert into stones values (1, 'a'); truncate attempts");
        foreach (var field in new[]
        {
            "deleteStone(input: { id: 1 })", "updateStone(input: { id: 1, body: \"b\" })", "createStone(input: { id: 2, body: \"no\" })",
            "deleteStone(input: { id: 1, ifVersion: 1 })",
        })
        {
            var it = await world.RunAsync($"{field} {{ {Errors} }}");
            Assert.Equal(("SkippedError", "JIM_SKIPPED"), ((string?)it["errors"]![0]!["__typename"], Code(it)));
        }

        Assert.Equal("JIM_STALE", Code(await world.RunAsync($"updateStone(input: {{ id: 1, ifVersion: 9, body: \"b\" }}) {{ {Errors} }}")));
        Assert.Equal("JIM_NOT_FOUND", Code(await world.RunAsync($"updateStone(input: {{ id: 7, body: \"b\" }}) {{ {Errors} }}")));
        Assert.Equal("1 a", await world.ScalarAsync<string>("select string_agg(id || ' ' || body, ',') from stones where id < 10"));

        // Triggers of statements ran although no row was written, and are undone as well.
        Assert.Equal(0L, await world.ScalarAsync<long>("select count(*) from attempts"));
    }

    [Fact]
    public async Task An_update_that_becomes_another_is_told_as_it_now_reads()
    {
        await world.Database.ExecuteAsync("insert into prices values (1, 10, null)");
        var it = await world.RunAsync($"updatePrice(input: {{ id: 1, amount: 20 }}) {{ price {{ amount wished }} {Errors} }}");
        Assert.Equal("""{"price":{"amount":10,"wished":20},"errors":null}""", it.ToJsonString());
    }

    [Fact]
    public async Task An_insert_that_becomes_something_else_counts()
    {
        const string Hit = "createCounter(input: { name: \"home\" }) { counter { name hits } " + Errors + " }";
        Assert.Equal("""{"counter":{"name":"home","hits":1},"errors":null}""", (await world.RunAsync(Hit)).ToJsonString());
        Assert.Equal("""{"counter":null,"errors":null}""", (await world.RunAsync(Hit)).ToJsonString());
        Assert.Equal(2, await world.ScalarAsync<int>("select hits from counters where name = 'home'"));
    }

    /// <summary>A trigger puts the row into a table that inherits from the one that was named.</summary>
    [Fact]
    public async Task A_row_that_is_routed_to_a_child_is_read_back_by_whoever_made_its_key()
    {
        await world.Database.ExecuteAsync(
            "alter table logs disable trigger route; insert into logs values (100, 'older, of the same key'); "
                + "alter table logs enable trigger route");
        const string Row = " { log { id body } " + Errors + " }";
        var given = await world.RunAsync("createLog(input: { id: 100, body: \"routed\" })" + Row);
        Assert.Equal("""{"log":{"id":100,"body":"routed"},"errors":null}""", given.ToJsonString());
        await IsReadBackAsync(await world.RunAsync("createLog(input: { body: \"made\" })" + Row), "made");

        // The trigger inserts within a subtransaction, and another row before it that has nothing to do with the mutation.
        await IsReadBackAsync(await world.RunAsync("createLog(input: { body: \"careful\" })" + Row), "careful");
        var answer = await world.AskAsync(
            $"mutation @transaction {{ a: createLog(input: {{ body: \"first\" }}){Row} "
                + $"b: createLog(input: {{ body: \"second\" }}){Row} }}");
        await IsReadBackAsync(answer["data"]!["a"]!, "first");
        await IsReadBackAsync(answer["data"]!["b"]!, "second");

        // A trigger of the child has the last word on the key; a child whose key has other columns tells none.
        var coded = await world.RunAsync($"createCode(input: {{ code: \"AbC\", note: \"low\" }}) {{ code {{ code note }} {Errors} }}");
        Assert.Equal("""{"code":{"code":"abc","note":"low"},"errors":null}""", coded.ToJsonString());
        var other = await world.RunAsync($"createCode(input: {{ code: \"AbC\", note: \"other\" }}) {{ code {{ code note }} {Errors} }}");
        Assert.Null(other["errors"]);
        Assert.Equal(1L, await world.ScalarAsync<long>("select count(*) from only codes_other where code = 'AbC'"));
    }

    private async Task IsReadBackAsync(JsonNode payload, string body)
    {
        var id = await world.ScalarAsync<int>($"select id from only logs_late where body = '{body}'");
        Assert.Equal($$$"""{"log":{"id":{{{id}}},"body":"{{{body}}}"},"errors":null}""", payload.ToJsonString());
    }

    [Fact]
    public async Task Rules_take_the_place_of_writes()
    {
        await world.Database.ExecuteAsync("insert into ruled values (1, 'a'), (2, 'b'); set session_replication_role = replica; "
            + "alter table sealed disable rule no_insert; insert into sealed values (1, 'a'); alter table sealed enable rule no_insert");
        var buried = await world.RunAsync($"deleteRuled(input: {{ id: 1 }}) {{ ruled {{ id gone }} {Errors} }}");
        Assert.Equal("""{"ruled":{"id":1,"gone":true},"errors":null}""", buried.ToJsonString());
        var changed = await world.RunAsync($"updateRuled(input: {{ id: 2, body: \"c\" }}) {{ ruled {{ body }} {Errors} }}");
        Assert.Equal("""{"ruled":{"body":"c"},"errors":null}""", changed.ToJsonString());
        var made = await world.RunAsync($"createRuled(input: {{ id: 3, body: \"d\" }}) {{ ruled {{ body }} {Errors} }}");
        Assert.Equal("""{"ruled":{"body":"d"},"errors":null}""", made.ToJsonString());
        foreach (var field in new[]
        {
            "updateRuled(input: { id: 2, body: \"no\" })", "createSealed(input: { id: 2, body: \"b\" })",
            "updateSealed(input: { id: 1, body: \"b\" })", "deleteSealed(input: { id: 1 })",
        })
        {
            Assert.Equal("JIM_SKIPPED", Code(await world.RunAsync($"{field} {{ {Errors} }}")));
        }

        Assert.Equal("JIM_NOT_FOUND", Code(await world.RunAsync($"deleteSealed(input: {{ id: 8 }}) {{ {Errors} }}")));
        Assert.Equal("1 a", await world.ScalarAsync<string>("select string_agg(id || ' ' || body, ',') from sealed"));
    }

    [Fact]
    public async Task A_policy_that_says_no_is_told_from_a_trigger_that_does_nothing()
    {
        await world.Database.ExecuteAsync("insert into guarded values (1, 'kept'), (2, 'free')");
        foreach (var field in new[] { "deleteGuarded(input: { id: 1 })", "updateGuarded(input: { id: 1, body: \"x\" })" })
        {
            var answer = await world.AskAsync($"mutation {{ {field} {{ {Errors} }} }}");
            Assert.Equal("AUTH_NOT_AUTHORIZED", (string?)answer["errors"]![0]!["extensions"]!["code"]);
        }

        Assert.Equal("JIM_SKIPPED", Code(await world.RunAsync($"deleteGuarded(input: {{ id: 2 }}) {{ {Errors} }}")));
        Assert.Null((await world.RunAsync($"updateGuarded(input: {{ id: 2, body: \"x\" }}) {{ {Errors} }}"))["errors"]);
    }

    [Fact]
    public async Task A_skipped_field_of_a_transaction_is_told_and_nothing_is_kept()
    {
        await world.Database.ExecuteAsync("insert into stones values (50, 'a'); insert into shown_notes values (50, 'a')");
        var answer = await world.AskAsync(
            "mutation @transaction { a: deleteShownNote(input: { id: 50 }) { shownNote { gone } errors { __typename } } "
                + "b: deleteStone(input: { id: 50 }) { errors { __typename } } }");
        Assert.Contains("JIM_SKIPPED", answer["errors"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.False(await world.ScalarAsync<bool>("select gone from shown_notes where id = 50"));
        var kept = await world.AskAsync(
            "mutation @transaction { a: deleteShownNote(input: { id: 50 }) { shownNote { gone } errors { __typename } } "
                + "b: createStone(input: { id: 51, body: \"b\" }) { stone { id } errors { __typename } } }");
        Assert.Equal(
            """{"a":{"shownNote":{"gone":true},"errors":null},"b":{"stone":{"id":51},"errors":null}}""", kept["data"]!.ToJsonString());
    }

    private static string? Code(JsonNode payload) => (string?)payload["errors"]?[0]?["code"];
}
