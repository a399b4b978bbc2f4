namespace Jim.EndToEnd.Tests;

/// <summary>Rows whose writer may not read them, or not yet, and rows that point at what is not there yet.</summary>
public sealed class UnreadableRowTests(RulesWorld world) : IClassFixture<RulesWorld>
{
    private const string Errors = "errors { __typename ... on Error { message code } ... on ForeignKeyError { field } }";

    [Fact]
    public async Task Who_may_only_insert_is_told_that_it_was_done()
    {
        var letter = await world.RunAsync($"createLetter(input: {{ body: \"dear\" }}) {{ __typename {Errors} }}");
        Assert.Null(letter["errors"]);
        var vote = await world.RunAsync($"createVote(input: {{ body: \"yes\" }}) {{ vote {{ id }} {Errors} }}");
        Assert.Equal("""{"vote":null,"errors":null}""", vote.ToJsonString());
        Assert.Equal(1L, await world.ScalarAsync<long>("select count(*) from letters where body = 'dear'"));
        Assert.Equal(1L, await world.ScalarAsync<long>("select count(*) from votes where body = 'yes'"));
        var forged = await world.AskAsync($"mutation {{ createVote(input: {{ body: \"forged\" }}) {{ {Errors} }} }}");
        Assert.Equal("AUTH_NOT_AUTHORIZED", (string?)forged["errors"]![0]!["extensions"]!["code"]);
        Assert.Equal(0L, await world.ScalarAsync<long>("select count(*) from votes where body = 'forged'"));
    }

    [Fact]
    public async Task A_row_that_its_trigger_shows_is_read_back()
    {
        var team = await world.RunAsync($"createTeam(input: {{ name: \"Reds\" }}) {{ team {{ id name }} {Errors} }}");
        Assert.Null(team["errors"]);
        Assert.Equal("Reds", (string?)team["team"]!["name"]);
        var answer = await world.AskAsync(
            "mutation @transaction { a: createTeam(input: { name: \"Blues\" }) { team { name } } "
                + "b: createVote(input: { body: \"shared\" }) { vote { id } } "
                + "c: createTeam(input: { name: \"Greens\" }) { team { name } } }");
        Assert.Equal(
            """{"a":{"team":{"name":"Blues"}},"b":{"vote":null},"c":{"team":{"name":"Greens"}}}""", answer["data"]!.ToJsonString());
        Assert.Equal(1L, await world.ScalarAsync<long>("select count(*) from votes where body = 'shared'"));
    }

    [Fact]
    public async Task Rows_that_point_at_each_other_are_made_in_one_transaction()
    {
        var answer = await world.AskAsync(
            $"mutation @transaction {{ a: createCar(input: {{ id: 1, driverId: 1 }}) {{ car {{ driver {{ id }} }} {Errors} }} "
                + $"b: createDriver(input: {{ id: 1, carId: 1 }}) {{ driver {{ car {{ id }} }} {Errors} }} }}");
        Assert.Null(answer["errors"]);
        Assert.Equal("1 1", await world.ScalarAsync<string>("select c.driver_id || ' ' || d.car_id from cars c, drivers d"));
        var dangling = await world.AskAsync(
            $"mutation @transaction {{ a: createCar(input: {{ id: 2, driverId: 2 }}) {{ {Errors} }} "
                + $"b: createDriver(input: {{ id: 3, carId: 2 }}) {{ {Errors} }} }}");
        Assert.Contains("JIM_FOREIGN_KEY", dangling["errors"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1L, await world.ScalarAsync<long>("select count(*) from cars"));
    }

    [Fact]
    public async Task A_row_may_point_at_itself()
    {
        var it = await world.RunAsync($"createNode(input: {{ id: 1, parentId: 1 }}) {{ node {{ parent {{ id }} }} {Errors} }}");
        Assert.Equal("""{"node":{"parent":{"id":1}},"errors":null}""", it.ToJsonString());
        var child = await world.RunAsync($"createNode(input: {{ id: 2, parentId: 1 }}) {{ node {{ id }} {Errors} }}");
        Assert.Null(child["errors"]);
        var lost = await world.RunAsync($"createNode(input: {{ id: 3, parentId: 4 }}) {{ {Errors} }}");
        Assert.Equal(("JIM_FOREIGN_KEY", "parentId"), ((string?)lost["errors"]![0]!["code"], (string?)lost["errors"]![0]!["field"]));
    }

    [Fact]
    public async Task A_table_without_a_grant_to_read_it_can_be_pointed_at()
    {
        Assert.Null((await world.RunAsync($"createTip(input: {{ id: 1, secretId: 1 }}) {{ {Errors} }}"))["errors"]);
        var lost = await world.RunAsync($"createTip(input: {{ id: 2, secretId: 2 }}) {{ {Errors} }}");
        Assert.Equal(("JIM_FOREIGN_KEY", "secretId"), ((string?)lost["errors"]![0]!["code"], (string?)lost["errors"]![0]!["field"]));
    }

    [Fact]
    public async Task A_hidden_row_is_a_missing_one_for_a_deferred_key_too()
    {
        var hidden = await world.RunAsync($"createBooking(input: {{ id: 1, roomId: 1 }}) {{ {Errors} }}");
        var missing = await world.RunAsync($"createBooking(input: {{ id: 1, roomId: 9 }}) {{ {Errors} }}");
        Assert.Equal(missing.ToJsonString(), hidden.ToJsonString());
        Assert.Equal("roomId", (string?)hidden["errors"]![0]!["field"]);
        Assert.Equal(0L, await world.ScalarAsync<long>("select count(*) from bookings where id = 1"));
        Assert.Null((await world.RunAsync($"createBooking(input: {{ id: 2, roomId: 2 }}) {{ {Errors} }}"))["errors"]);
    }
}
