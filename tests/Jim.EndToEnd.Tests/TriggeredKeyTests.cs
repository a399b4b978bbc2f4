namespace Jim.EndToEnd.Tests;

/// <summary>Foreign keys in which triggers have a part, and constraints that Postgres checks at the end of a transaction.</summary>
public sealed class TriggeredKeyTests(RulesWorld world) : IClassFixture<RulesWorld>
{
    private const string Errors = "errors { __typename ... on Error { code } }";

    [Fact]
    public async Task A_key_that_a_trigger_writes_in_another_way_finds_its_row()
    {
        await world.Database.ExecuteAsync("truncate people");
        Assert.Equal("FR", await CountryAsync("createPerson(input: { id: 1, country: \"fr\" })"));
        Assert.Equal("FR", await CountryAsync("createPerson(input: { id: 2, country: \"FR\" })"));
        Assert.Null(await CountryAsync("updatePerson(input: { id: 2, country: \"\" })"));
        Assert.Equal("FR", await CountryAsync("updatePerson(input: { id: 2, country: \"fr\" })"));

        // One that is missing, and one that the caller may not see, are told alike.
        foreach (var code in new[] { "qq", "xx", "XX" })
        {
            foreach (var field in new[] { "createPerson(input: { id: 3, ", "updatePerson(input: { id: 1, " })
            {
                var it = await world.RunAsync($"{field}country: \"{code}\" }}) {{ {Errors} }}");
                Assert.Equal("""[{"__typename":"ForeignKeyError","code":"JIM_FOREIGN_KEY"}]""", it["errors"]!.ToJsonString());
            }
        }

        Assert.Equal("1 FR,2 FR", await world.ScalarAsync<string>("select string_agg(id || ' ' || country, ',' order by id) from people"));
    }

    [Fact]
    public async Task A_trigger_may_make_the_row_that_is_pointed_at()
    {
        await world.Database.ExecuteAsync("truncate books, authors");
        var it = await world.RunAsync($"createBook(input: {{ id: 1, author: \"Ann\" }}) {{ book {{ author }} {Errors} }}");
        Assert.Equal("""{"book":{"author":"Ann"},"errors":null}""", it.ToJsonString());
        it = await world.RunAsync($"updateBook(input: {{ id: 1, author: \"Bob\" }}) {{ book {{ author }} {Errors} }}");
        Assert.Equal("""{"book":{"author":"Bob"},"errors":null}""", it.ToJsonString());
        it = await world.RunAsync($"createBook(input: {{ id: 2, author: \"nobody\" }}) {{ {Errors} }}");
        Assert.Equal("JIM_FOREIGN_KEY", (string?)it["errors"]![0]!["code"]);
        Assert.Equal("Ann,Bob", await world.ScalarAsync<string>("select string_agg(name, ',' order by name) from authors"));
    }

    [Fact]
    public async Task Fields_of_one_transaction_may_exchange_what_is_unique()
    {
        var answer = await world.AskAsync($$"""
            mutation @transaction {
              a: updateSeat(input: { id: 1, place: 2, during: "[5,9)" }) { seat { place } {{Errors}} }
              b: updateSeat(input: { id: 2, place: 1, during: "[1,5)" }) { seat { place } {{Errors}} }
            }
            """);
        Assert.Equal(
            """{"a":{"seat":{"place":2},"errors":null},"b":{"seat":{"place":1},"errors":null}}""", answer["data"]!.ToJsonString());
        var refused = await world.AskAsync($$"""
            mutation @transaction {
              a: updateSeat(input: { id: 1, place: 1 }) { {{Errors}} }
              b: updateSeat(input: { id: 2, during: "[1,3)" }) { {{Errors}} }
            }
            """);
        Assert.Contains("JIM_UNIQUE", refused["errors"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("1 2,2 1", await world.ScalarAsync<string>("select string_agg(id || ' ' || place, ',' order by id) from seats"));
    }

    [Fact]
    public async Task A_row_is_told_as_triggers_leave_it_that_run_at_the_commit()
    {
        await world.Database.ExecuteAsync("truncate sums");
        var it = await world.RunAsync($"createSum(input: {{ id: 1, amount: 2 }}) {{ sum {{ total }} {Errors} }}");
        Assert.Equal("""{"sum":{"total":20},"errors":null}""", it.ToJsonString());
        it = await world.RunAsync($"updateSum(input: {{ id: 1, amount: 3 }}) {{ sum {{ total }} {Errors} }}");
        Assert.Equal("""{"sum":{"total":30},"errors":null}""", it.ToJsonString());
    }

    private async Task<string?> CountryAsync(string field)
    {
        var it = await world.RunAsync($"{field} {{ person {{ id country }} {Errors} }}");
        Assert.Null(it["errors"]);
        return (string?)it["person"]!["country"];
    }
}
