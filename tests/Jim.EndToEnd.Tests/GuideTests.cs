using System.Text.RegularExpressions;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// The snippets of the pages in docs/, in their order: SQL as the database's owner, GraphQL as Alice; where JSON follows, it is the
/// answer's <c>data</c>.
/// </summary>
public abstract partial class GuideTests<TWorld>(TWorld world) : IClassFixture<TWorld>
    where TWorld : JimWorld
{
    /// <summary>
    /// Roles belong to the cluster, which other tests use at the same time, so those that the pages make get names of their own.
    /// </summary>
    private const string RolesOfPages = @"\b(anon|authenticated)\b";

    /// <param name="isOwn">True: the pages that say <c>JIM_MODEL=none</c>; false: those whose tables stand beside the starter's.</param>
    protected static TheoryData<string> FindPages(bool isOwn) =>
    [
        .. DocumentPage.ReadAll().Where(page => page.Path != "docs/rights.md") // RightsGuideTests
            .Where(page => page.Blocks.Any(b => b is { TestedBy: null, Language: "sql" or "graphql" }))
            .Where(page => page.Text.Contains("JIM_MODEL=none", StringComparison.Ordinal) == isOwn).Select(page => page.Path),
    ];

    protected async Task RunAsync(string path)
    {
        var blocks = DocumentPage.Read(path).Blocks
            .Where(b => b is { TestedBy: null, Language: "sql" or "graphql" or "json" }).ToList();
        var roles = new HashSet<string>();
        try
        {
            await RunAsync(blocks, roles);
        }
        finally
        {
            foreach (var role in roles)
            {
                await world.Database.ExecuteAsync($"drop owned by {role}; drop role {role}");
            }
        }
    }

    /// <param name="roles">Gets the names of the roles that the snippets make.</param>
    private async Task RunAsync(List<DocumentBlock> blocks, HashSet<string> roles)
    {
        var alice = await world.As("alice");
        foreach (var (index, block) in blocks.Index())
        {
            var expected = index + 1 < blocks.Count && blocks[index + 1] is { Language: "json" } json ? JsonNode.Parse(json.Text) : null;
            switch (block.Language)
            {
                case "sql":
                    await world.Database.ExecuteAsync(Roles().Replace(block.Text, m =>
                    {
                        roles.Add($"{world.Database.Name}_{m.Value}");
                        return $"{world.Database.Name}_{m.Value}";
                    }));
                    break;
                case "graphql" when block.Text.StartsWith("subscription", StringComparison.Ordinal):
                    await SubscribeAsync(alice, block.Text);
                    break;
                case "graphql":
                    var answer = await AskAsync(alice, block.Text);
                    Assert.True(answer["errors"] is null, answer.ToJsonString());
                    Assert.True(expected is null || JsonNode.DeepEquals(expected, answer["data"]), answer.ToJsonString());
                    break;
            }
        }
    }

    /// <summary>
    /// Asks again while the operation does not fit the schema: what the snippet before it changed is known within seconds.
    /// </summary>
    private static Task<JsonNode> AskAsync(JimClient client, string operation) =>
        Eventually.Gives(() => client.AskAsync(operation), answer => answer["data"] is not null);

    private static async Task SubscribeAsync(JimClient client, string operation)
    {
        await using var live = await LiveClient.ConnectAsync(client.Address, client.Token);
        await live.SubscribeAsync("1", operation, []);
        var told = await live.UntilAsync(m => (string?)m["type"] is "next" or "error" or "complete");
        Assert.True(told["payload"]?["data"] is not null, told.ToJsonString());
    }

    [GeneratedRegex(RolesOfPages)]
    private static partial Regex Roles();
}

public sealed class StarterGuideTests(EmbeddedWorld world) : GuideTests<EmbeddedWorld>(world)
{
    public static TheoryData<string> Pages => FindPages(isOwn: false);

    [Theory]
    [MemberData(nameof(Pages))]
    public Task Snippets_do_what_the_page_says(string path) => RunAsync(path);
}

public sealed class OwnDatabaseGuideTests(ModellessWorld world) : GuideTests<ModellessWorld>(world)
{
    public static TheoryData<string> Pages => FindPages(isOwn: true);

    [Theory]
    [MemberData(nameof(Pages))]
    public Task Snippets_do_what_the_page_says(string path) => RunAsync(path);
}

/// <summary>Jim on a database without the starter model.</summary>
public sealed class ModellessWorld : EmbeddedWorld
{
    public ModellessWorld() => Environment["JIM_MODEL"] = "none";
}
