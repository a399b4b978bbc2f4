using System.Net;
using System.Net.Http.Json;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// The header <c>Jim-Explain</c>: SQL and Postgres' plan in place of the answer, under the caller's rights, and only for those who may know
/// them.
/// </summary>
public sealed class ExplainTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private const string Query =
        "query Q($t: String!) { me { name } mine: documents(first: 3, where: { title: { startsWith: $t } }) { nodes { id title } } }";

    private static readonly object Variables = new { t = "a secret title" };

    [Fact]
    public async Task The_sql_is_told_in_place_of_the_answer()
    {
        using var answer = await ExplainAsync("alice", "sql", Query, Variables);
        var text = await TextAsync(answer);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var map = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(["extensions"], map.Select(member => member.Key));
        var statement = Assert.Single(map["extensions"]!["explain"]!.AsArray())!.AsObject();
        Assert.Equal(["fields", "sql", "parameters"], statement.Select(member => member.Key));
        Assert.Equal("[\"mine\"]", statement["fields"]!.ToJsonString());
        Assert.Contains("documents", (string?)statement["sql"], StringComparison.Ordinal);
        Assert.Contains("text", statement["parameters"]!.AsArray().Select(type => (string?)type));
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("subscription")]
    public async Task The_plan_is_that_of_the_callers_rights(string kind)
    {
        var operation = $"{kind} {{ documents(first: 3) {{ nodes {{ title }} }} }}";
        var alice = await PlanAsync("alice", operation);
        Assert.Contains("owner_id", alice, StringComparison.Ordinal); // of the starter's policy
        Assert.Contains("\"Node Type\":", alice, StringComparison.Ordinal);
        Assert.DoesNotContain("owner_id", await PlanAsync("carol", operation), StringComparison.Ordinal); // whom no policy holds back
        Assert.DoesNotContain("Actual", alice, StringComparison.Ordinal);
        using var nobody = await ExplainAsync(null, "plan", operation);
        Assert.Contains("errors", await TextAsync(nobody), StringComparison.Ordinal); // without a token there are no documents
    }

    [Fact]
    public async Task Fields_that_ask_no_database_have_no_statement()
    {
        using var answer = await ExplainAsync("alice", "plan", "{ __typename }");
        Assert.Equal("{\"extensions\":{\"explain\":[]}}", await TextAsync(answer));
    }

    [Fact]
    public async Task A_mutation_is_refused_and_does_not_run()
    {
        const string title = "explained and not written";
        var create = $"{{ createDocument(input: {{ title: \"{title}\", status: DRAFT }}) {{ document {{ id }} }} }}";
        await RefusesAsync("JIM_NOT_EXPLAINED", await ExplainAsync("alice", "plan", $"mutation {create}"));
        await RefusesAsync("JIM_NOT_EXPLAINED", await ExplainAsync("alice", "sql", $"mutation @queued {create}"));
        Assert.Equal(0, await world.Database.ScalarAsync<long>($"select count(*) from documents where title = '{title}'"));
        Assert.Equal(0, await world.Database.ScalarAsync<long>("select count(*) from jim.jobs"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("analyze")]
    [InlineData("sql, plan")]
    public async Task Another_value_is_refused(string value) =>
        await RefusesAsync("JIM_NOT_EXPLAINED", await ExplainAsync("alice", value, Query, Variables));

    [Fact]
    public async Task No_cache_keeps_it_or_gives_it()
    {
        const string path = "/graphql?query={documents(first:3){nodes{title}}}";
        var alice = await world.As("alice");
        using var plain = await alice.SendAsync(HttpMethod.Get, path);
        using var again = await alice.SendAsync(HttpMethod.Get, path, null, r => r.Headers.Add("Jim-Explain", "plan"));
        Assert.Contains("explain", await TextAsync(again), StringComparison.Ordinal);
        Assert.Equal("no-store", again.Headers.CacheControl!.ToString());
        Assert.False(again.Headers.Contains("Cache-Status"));
        Assert.Contains("\"data\"", await TextAsync(plain), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_production_it_is_for_administrators()
    {
        await using var production = await JimProcess.RunAsync(world.EnvironmentWith(
            ("JIM_ENV", "production"), ("JIM_PROCESS", "gateway"), ("OIDC_ISSUER", world.Issuer),
            ("JIM_LISTEN", $"http://127.0.0.1:{FreePort.Next()}"), ("JIM_ALLOW_INSECURE", "OIDC_ISSUER,DATABASE_URL,DATABASE_OWNER_URL")));
        foreach (var token in new[] { null, await world.TokenAsync("alice") })
        {
            foreach (var operation in new[] { Query, "mutation { no }", "{" })
            {
                using var refused = await ExplainAsync(new JimClient(production.Address, token), "sql", operation, Variables);
                Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
                await RefusesAsync("JIM_EXPLAIN_NOT_ALLOWED", refused);
            }
        }

        using var told = await ExplainAsync(new JimClient(production.Address, await world.TokenAsync("carol")), "plan", Query, Variables);
        Assert.Contains("Node Type", await TextAsync(told), StringComparison.Ordinal);
    }

    private static async Task RefusesAsync(string code, HttpResponseMessage answer)
    {
        var map = JsonNode.Parse(await TextAsync(answer))!;
        Assert.Equal(code, (string?)map["errors"]![0]!["extensions"]!["code"]);
        Assert.Null(map["extensions"]);
    }

    private async Task<string> PlanAsync(string user, string operation)
    {
        using var answer = await ExplainAsync(user, "plan", operation);
        return JsonNode.Parse(await TextAsync(answer))!["extensions"]!["explain"]![0]!["plan"]!.ToJsonString();
    }

    private async Task<HttpResponseMessage> ExplainAsync(string? user, string value, string query, object? variables = null) =>
        await ExplainAsync(user is null ? world.Anonymous() : await world.As(user), value, query, variables);

    private static Task<HttpResponseMessage> ExplainAsync(JimClient client, string value, string query, object? variables) =>
        client.SendAsync(
            HttpMethod.Post, "/graphql", JsonContent.Create(new { query, variables }),
            request => request.Headers.TryAddWithoutValidation("Jim-Explain", value));

    private static Task<string> TextAsync(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
