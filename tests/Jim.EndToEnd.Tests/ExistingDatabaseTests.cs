namespace Jim.EndToEnd.Tests;

/// <summary>Jim on a database it has never seen: the API is there, and nothing that the database did not have.</summary>
public sealed class ExistingDatabaseTests(ExistingWorld world) : IClassFixture<ExistingWorld>
{
    [Fact]
    public async Task A_row_by_its_key()
    {
        var user = (await world.Anonymous().DataAsync(Operation("one"), new { id = Id(1, 7) }))["userById"]!;
        Assert.Equal(Id(1, 7), (string?)user["id"]);
        Assert.Equal("person7@example.org", (string?)user["email"]);
        Assert.Equal("Porto", (string?)user["profile"]!["city"]);
    }

    [Fact]
    public async Task A_page_with_parents_and_children()
    {
        var documents = (await world.Anonymous().DataAsync(Operation("page"), new { id = Id(1, 7) }))["documents"]!;
        var nodes = documents["nodes"]!.AsArray();
        Assert.Equal(ExistingWorld.Documents / ExistingWorld.Users, nodes.Count);
        Assert.All(nodes, n => Assert.Equal(Id(1, 7), (string?)n!["owner"]!["id"]));
        Assert.All(nodes, n => Assert.Equal(3, n!["documentEvents"]!["nodes"]!.AsArray().Count));
        Assert.Equal(nodes.Select(Created).OrderDescending(), nodes.Select(Created));
        Assert.False((bool)documents["pageInfo"]!["hasNextPage"]!);
    }

    [Fact]
    public async Task A_group_with_its_members_and_their_documents()
    {
        var group = (await world.Anonymous().DataAsync(Operation("group"), new { id = Id(2, 3) }))["groupById"]!;
        Assert.Equal("Team 3", (string?)group["name"]);
        var members = group["memberships"]!["nodes"]!.AsArray();
        Assert.Equal(
            Math.Min(50, await world.ScalarAsync<long>($"select count(*) from workload.memberships where group_id = '{Id(2, 3)}'")),
            members.Count);
        Assert.All(members, m => Assert.Equal(2, m!["user"]!["documents"]!["nodes"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_list_by_a_column()
    {
        var nodes = (await world.Anonymous().DataAsync(Operation("list"), new { status = "final" }))["documents"]!["nodes"]!.AsArray();
        Assert.Equal(50, nodes.Count);
        Assert.All(nodes, n => Assert.NotNull(n!["meta"]!["labels"]));
        Assert.Equal(nodes.Select(Created).OrderDescending(), nodes.Select(Created));
    }

    [Fact]
    public async Task Whoever_has_no_grant_reads_nothing()
    {
        var answer = await (await world.As("alice")).AskAsync("{ documents(first: 1) { nodes { id } } }");
        Assert.NotNull(answer["errors"]);
        Assert.DoesNotContain(
            "Document", answer.ToJsonString().Replace("documents", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_needs_no_table_of_users()
    {
        var me = (await (await world.As("alice")).DataAsync("{ me { subject name } }"))["me"]!;
        Assert.Equal(JimWorld.Alice, (string?)me["subject"]);
        Assert.Equal(ExistingWorld.Users, await world.ScalarAsync<long>("select count(*) from workload.users"));
    }

    [Fact]
    public async Task Nothing_of_the_starter_model_is_made()
    {
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from pg_class where relnamespace = 'public'::regnamespace"));
        Assert.Equal(
            0,
            await world.ScalarAsync<long>(
                "select count(*) from pg_attribute a where attrelid = 'jim.files'::regclass and attname = 'document_id' and not "
                    + "attisdropped"));
        Assert.Contains("jim:", world.SecondMigration, StringComparison.Ordinal);
    }

    private static string Operation(string name) =>
        File.ReadAllText(Repository.PathOf($"tests/Jim.Benchmarks/Workload/operations/{name}.graphql"));

    private static string Created(JsonNode? node) => (string)node!["createdAt"]!;

    /// <summary>As the workload's <c>workload.key(kind, number)</c>.</summary>
    private static string Id(int kind, int n) => $"{kind:x8}-0000-4000-8000-{n:x12}";
}
