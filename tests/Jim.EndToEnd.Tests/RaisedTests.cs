using System.Diagnostics;

namespace Jim.EndToEnd.Tests;

/// <summary>What a team's own functions and triggers raise, and what Postgres refuses without words for clients.</summary>
public sealed class RaisedTests(RulesWorld world) : IClassFixture<RulesWorld>
{
    private const string Errors = "errors { __typename ... on Error { message code } ... on RaisedError { sqlState } }";

    [Theory]
    [InlineData("plain", "RaisedError", "An order of 5 is too small.", "JIM_RAISED", "P0001")]
    [InlineData("coded", "RaisedError", "The shop is closed.", "AB123", "AB123")]
    [InlineData("checked", "CheckError", "Only even amounts.", "JIM_CHECK", null)]
    [InlineData("valued", "RaisedError", "No such currency.", "JIM_INVALID_VALUE", "22023")]
    [InlineData("none", "RaisedError", "no_data_found", "JIM_RAISED", "P0002")]
    [InlineData("late", "RaisedError", "Refused at the commit.", "LT001", "LT001")]
    public async Task A_rule_in_words_is_a_typed_error(string state, string type, string message, string code, string? sqlState)
    {
        var it = await world.RunAsync($"createOrder(input: {{ id: 1, amount: 5, state: \"{state}\" }}) {{ order {{ id }} {Errors} }}");
        var error = it["errors"]![0]!;
        Assert.Equal(
            (type, message, code, sqlState),
            ((string?)error["__typename"], (string?)error["message"], (string?)error["code"], (string?)error["sqlState"]));
        Assert.DoesNotContain("a detail", it.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("a hint", it.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(0L, await world.ScalarAsync<long>("select count(*) from orders where id = 1"));
    }

    /// <summary>
    /// Npgsql fails by a fault of its own where Postgres says 0A000 to a statement that it is just preparing, which is the second of a
    /// connection that has the statement.
    /// </summary>
    [Fact]
    public async Task Each_state_is_told_however_often_a_statement_ran()
    {
        foreach (var state in new[] { "none", "0A000", "28000", "0A000", "28P01", "none", "0A000", "none" })
        {
            var begun = Stopwatch.GetTimestamp();
            var it = await world.RunAsync($"createState(input: {{ id: 1, state: \"{state}\" }}) {{ {Errors} }}");
            if (state != "none")
            {
                var error = it["errors"]![0]!;
                Assert.Equal(("Words of the team.", state), ((string?)error["message"], (string?)error["sqlState"]));
            }

            await world.Database.ExecuteAsync("delete from states");
            Assert.InRange(Stopwatch.GetElapsedTime(begun).TotalSeconds, 0, 20);
        }
    }

    [Theory]
    [InlineData("denied", "AUTH_NOT_AUTHORIZED", "Ask your manager.")]
    [InlineData("locked", "AUTH_NOT_AUTHORIZED", "The current user is not authorized to access this resource.")]
    [InlineData("zero", "JIM_INVALID_VALUE", "A value is not valid for the column it is compared with or stored in.")]
    public async Task Rights_and_values_keep_their_codes(string state, string code, string message)
    {
        var answer = await world.AskAsync($"mutation {{ createOrder(input: {{ id: 1, amount: 5, state: \"{state}\" }}) {{ {Errors} }} }}");
        var error = answer["errors"]![0]!;
        Assert.Equal((code, message), ((string?)error["extensions"]!["code"], (string?)error["message"]));
        Assert.Equal("createOrder", (string?)error["path"]![0]);
    }

    /// <summary>A RAISE with a state of which Jim or the client makes something: a retry, a pause, a login.</summary>
    [Theory]
    [InlineData("40001", "JIM_CONFLICT")]
    [InlineData("40P01", "JIM_CONFLICT")]
    [InlineData("42501", "AUTH_NOT_AUTHORIZED")]
    [InlineData("53300", "JIM_DATABASE_UNAVAILABLE")]
    [InlineData("57014", "HC0045")]
    [InlineData("57P01", "JIM_DATABASE_UNAVAILABLE")]
    [InlineData("57P03", "JIM_DATABASE_UNAVAILABLE")]
    public async Task A_state_with_a_meaning_keeps_it_and_tells_the_message(string state, string code)
    {
        var document = $"createState(input: {{ id: 1, state: \"{state}\" }}) {{ {Errors} }}";
        foreach (var text in new[] { $"mutation {{ {document} }}", $"mutation @transaction {{ {document} }}" })
        {
            using var answered = await (await world.As("alice")).PostAsync(text);
            var error = JsonNode.Parse(await answered.Content.ReadAsStringAsync())!["errors"]![0]!;
            Assert.Equal(("Words of the team.", code), ((string?)error["message"], (string?)error["extensions"]!["code"]));
        }

        var kept = await world.RunAsync($"createState(input: {{ id: 1, state: \"none\" }}) {{ {Errors} }}");
        Assert.Null(kept["errors"]);
        await world.Database.ExecuteAsync("delete from states");
    }

    [Theory]
    [InlineData("broken", "42P01")]
    [InlineData("assert", "P0004")]
    public async Task What_is_unexpected_is_logged_with_its_request_id(string state, string sqlState)
    {
        var answer = await world.AskAsync($"mutation {{ createOrder(input: {{ id: 1, amount: 5, state: \"{state}\" }}) {{ {Errors} }} }}");
        var error = answer["errors"]![0]!;
        Assert.Equal(
            ("Unexpected Execution Error", "JIM_DATABASE_ERROR"), ((string?)error["message"], (string?)error["extensions"]!["code"]));
        var line = await world.Gateway.LineAsync(
            l => l.Contains((string)error["extensions"]!["requestId"]!, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Contains(sqlState, line, StringComparison.Ordinal);
        Assert.DoesNotContain("no_such_table", answer.ToJsonString() + world.Gateway.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("a secret value", answer.ToJsonString() + world.Gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_is_told_the_same()
    {
        await world.Database.ExecuteAsync("insert into orders values (113, 13, 'open'), (114, 14, 'open')");
        var told = await world.AskAsync("{ orderViews(where: { amount: { eq: 13 } }) { nodes { told } } }");
        Assert.Equal("Thirteen is not read.", (string?)told["errors"]![0]!["message"]);
        Assert.Equal("RD013", (string?)told["errors"]![0]!["extensions"]!["code"]);
        using var failed = await (await world.As("alice")).PostAsync("{ orderViews(where: { amount: { eq: 14 } }) { nodes { told } } }");
        Assert.Equal(500, (int)failed.StatusCode);
        var error = JsonNode.Parse(await failed.Content.ReadAsStringAsync())!["errors"]![0]!;
        Assert.Equal("JIM_DATABASE_ERROR", (string?)error["extensions"]!["code"]);
        await world.Gateway.LineAsync(
            l => l.Contains((string)error["extensions"]!["requestId"]!, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("plain", "JIM_RAISED", "An order of 5 is too small.")]
    [InlineData("late", "LT001", "Refused at the commit.")]
    public async Task A_queued_job_is_told_the_same(string state, string code, string message)
    {
        var alice = await world.As("alice");
        var queued = await alice.AskAsync(
            $"mutation @queued {{ createOrder(input: {{ id: 1, amount: 5, state: \"{state}\" }}) {{ order {{ id }} }} }}");
        var id = (string)queued["extensions"]!["job"]!["id"]!;
        await using var live = await LiveClient.ConnectAsync(world.Address, alice.Token);
        await live.SubscribeAsync(
            "job", "subscription($id: UUID!) { jobById(id: $id) { state error } }", new JsonObject { ["id"] = id });
        var ended = await live.UntilAsync(
            m => (string?)m["payload"]?["data"]?["jobById"]?["state"] == "FAILED", TimeSpan.FromSeconds(60));
        var error = ended["payload"]!["data"]!["jobById"]!["error"]!["extensions"]!["errors"]![0]!;
        Assert.Equal((code, message), ((string?)error["code"], (string?)error["message"]));
    }

    [Theory]
    [InlineData("late", "LT001")]
    [InlineData("coded", "AB123")]
    [InlineData("broken", "JIM_DATABASE_ERROR")]
    public async Task A_transaction_tells_the_error_of_the_field_that_failed(string state, string code)
    {
        var answer = await world.AskAsync(
            "mutation @transaction { a: createStone(input: { id: 900, body: \"a\" }) { stone { id } } "
                + "c: createTip(input: { id: 900, secretId: 1 }) { tip { id } } "
                + $"b: createOrder(input: {{ id: 1, amount: 5, state: \"{state}\" }}) {{ {Errors} }} }}");
        var told = answer["errors"]!.AsArray().ToDictionary(e => (string)e!["path"]![0]!, e => (string?)e!["extensions"]!["code"]);
        Assert.Equal(("JIM_ROLLED_BACK", code, "JIM_ROLLED_BACK"), (told["a"], told["b"], told["c"]));
        Assert.Equal(
            0L,
            await world.ScalarAsync<long>("select count(*) from (select id from stones union all select id from tips) r where id = 900"));
    }

    [Fact]
    public async Task A_deferred_key_that_fails_at_the_commit_is_a_typed_error()
    {
        await world.Database.ExecuteAsync("begin; set constraints all deferred; insert into cars values (70, 70); "
            + "insert into drivers values (70, 70); commit");
        var it = await world.RunAsync("deleteCar(input: { id: 70 }) { errors { __typename ... on Error { code } } }");
        Assert.Equal("""[{"__typename":"ForeignKeyError","code":"JIM_FOREIGN_KEY"}]""", it["errors"]!.ToJsonString());
        var answer = await world.AskAsync(
            "mutation @transaction { a: deleteCar(input: { id: 70 }) { errors { __typename } } "
                + "b: createStone(input: { id: 901, body: \"b\" }) { stone { id } } }");
        Assert.Contains("JIM_FOREIGN_KEY", answer["errors"]!.ToJsonString(), StringComparison.Ordinal);
    }
}

/// <summary><c>JIM_RAISED_MESSAGES=off</c>.</summary>
public sealed class SilentRaisedTests(SilentRulesWorld world) : IClassFixture<SilentRulesWorld>
{
    [Fact]
    public async Task The_code_is_told_and_not_the_message()
    {
        await world.Database.ExecuteAsync("insert into orders values (113, 13, 'open')");
        var it = await world.RunAsync(
            "createOrder(input: { id: 1, amount: 5, state: \"coded\" }) { errors { ... on Error { message code } } }");
        Assert.Equal("AB123", (string?)it["errors"]![0]!["code"]);
        var read = await world.AskAsync("{ orderViews(where: { amount: { eq: 13 } }) { nodes { told } } }");
        Assert.Equal("RD013", (string?)read["errors"]![0]!["extensions"]!["code"]);
        foreach (var state in new[] { "42501", "40001", "57014", "57P03" })
        {
            using var answered = await (await world.As("alice")).PostAsync(
                $"mutation {{ createState(input: {{ id: 1, state: \"{state}\" }}) {{ errors {{ ... on Error {{ code }} }} }} }}");
            var answer = await answered.Content.ReadAsStringAsync();
            Assert.Contains("\"code\"", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("Words of the team", answer, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("closed", it.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Thirteen", read.ToJsonString(), StringComparison.Ordinal);
    }
}
