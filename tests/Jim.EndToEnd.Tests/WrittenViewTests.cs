namespace Jim.EndToEnd.Tests;

/// <summary>Views that can be written: by Postgres itself, by triggers INSTEAD OF and by rules.</summary>
public sealed class WrittenViewTests(RulesWorld world) : IClassFixture<RulesWorld>
{
    private const string Errors = "errors { __typename ... on Error { message code } }";

    [Fact]
    public async Task A_view_of_one_table_is_written_as_the_table()
    {
        var made = await world.RunAsync($"createOffer(input: {{ name: \" tea \" }}) {{ offer {{ id name title }} {Errors} }}");
        var id = (int)made["offer"]!["id"]!;
        Assert.Equal($$$"""{"offer":{"id":{{{id}}},"name":"tea","title":"TEA"},"errors":null}""", made.ToJsonString());
        var changed = await world.RunAsync($"updateOffer(input: {{ id: {id}, name: \"mate\" }}) {{ offer {{ name title }} {Errors} }}");
        Assert.Equal("""{"offer":{"name":"mate","title":"MATE"},"errors":null}""", changed.ToJsonString());
        await world.Database.ExecuteAsync($"update stock set hidden = true where id = {id}");
        Assert.Equal("JIM_NOT_FOUND", Code(await world.RunAsync($"updateOffer(input: {{ id: {id}, name: \"x\" }}) {{ {Errors} }}")));
        await world.Database.ExecuteAsync($"update stock set hidden = false where id = {id}");
        var gone = await world.RunAsync($"deleteOffer(input: {{ id: {id} }}) {{ offer {{ name }} {Errors} }}");
        Assert.Equal("""{"offer":{"name":"mate"},"errors":null}""", gone.ToJsonString());
        Assert.Equal(0L, await world.ScalarAsync<long>($"select count(*) from stock where id = {id}"));
        Assert.Equal("JIM_NOT_NULL", Code(await world.RunAsync($"createOffer(input: {{ id: 900 }}) {{ {Errors} }}")));
    }

    [Fact]
    public async Task A_view_with_triggers_is_written_by_them()
    {
        var made = await world.RunAsync($"createRack(input: {{ name: \"oak\" }}) {{ rack {{ id name }} {Errors} }}");
        var id = (int)made["rack"]!["id"]!;
        Assert.Equal($$$"""{"rack":{"id":{{{id}}},"name":"oak"},"errors":null}""", made.ToJsonString());
        var changed = await world.RunAsync($"updateRack(input: {{ id: {id}, name: \"ash\" }}) {{ rack {{ name }} {Errors} }}");
        Assert.Equal("""{"rack":{"name":"ash"},"errors":null}""", changed.ToJsonString());
        foreach (var field in new[] { "createRack(input: { name: \"nothing\" })", $"updateRack(input: {{ id: {id}, name: \"nothing\" }})" })
        {
            Assert.Equal("JIM_SKIPPED", Code(await world.RunAsync($"{field} {{ {Errors} }}")));
        }

        Assert.Null((await world.RunAsync($"deleteRack(input: {{ id: {id} }}) {{ rack {{ id }} {Errors} }}"))["errors"]);
        Assert.True(await world.ScalarAsync<bool>($"select hidden from stock where id = {id}"));
        var ruled = await world.RunAsync($"updateBox(input: {{ id: {id}, name: \"elm\" }}) {{ box {{ name }} {Errors} }}");
        Assert.Equal("""{"box":{"name":"elm"},"errors":null}""", ruled.ToJsonString());
    }

    /// <summary>Nothing in Postgres makes the key that a comment declares unique.</summary>
    [Fact]
    public async Task A_key_of_several_rows_writes_none_of_them()
    {
        await world.Database.ExecuteAsync("insert into stock (name) values ('twin'), ('twin'), ('one')");
        string[] fields = ["updateNamedOffer(input: { name: \"twin\", hidden: true })", "deleteNamedOffer(input: { name: \"twin\" })"];
        foreach (var field in fields)
        {
            var answer = await world.AskAsync($"mutation {{ {field} {{ {Errors} }} }}");
            Assert.Equal("JIM_AMBIGUOUS_KEY", (string?)answer["errors"]![0]!["extensions"]!["code"]);
        }

        Assert.Equal(2L, await world.ScalarAsync<long>("select count(*) from stock where name = 'twin' and not hidden"));
        var one = await world.RunAsync(
            $"updateNamedOffer(input: {{ name: \"one\", hidden: true }}) {{ namedOffer {{ hidden }} {Errors} }}");
        Assert.Equal("""{"namedOffer":{"hidden":true},"errors":null}""", one.ToJsonString());
    }

    [Fact]
    public async Task What_cannot_be_written_has_no_mutation()
    {
        var schema = await (await world.As("alice")).DataAsync(
            "{ m: __type(name: \"Mutation\") { fields { name } } i: __type(name: \"UpdateOfferInput\") { inputFields { name } } }");
        var names = schema["m"]!["fields"]!.AsArray().Select(f => (string)f!["name"]!).ToHashSet();
        Assert.Superset(new HashSet<string> { "createOffer", "updateRack", "deleteNamedOffer", "updateBox" }, names);
        string[] missing = ["StockSize", "LooseOffer", "createBox", "deleteBox"];
        Assert.DoesNotContain(names, name => missing.Any(part => name.Contains(part, StringComparison.Ordinal)));
        Assert.Equal(["id", "name", "newId"], schema["i"]!["inputFields"]!.AsArray().Select(f => (string)f!["name"]!).Order());
    }

    private static string? Code(JsonNode payload) => (string?)payload["errors"]?[0]?["code"];
}
