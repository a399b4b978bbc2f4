namespace Jim.EndToEnd.Tests;

/// <summary>The page at <c>/graphql</c> in a real browser. The steps are those of <c>clients/graphiql.browser.mjs</c>.</summary>
public sealed class GraphiQLTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    [Fact]
    public async Task GraphiQL_loads_the_schema_and_runs_a_query()
    {
        if (ClientLibraries.Find("chromium") is not { } chromium)
        {
            TestServices.Refuse("chromium is not installed (Debian: apt-get install chromium)");
            return;
        }

        var folder = Environment.GetEnvironmentVariable("JIM_TEST_LOGS") is { Length: > 0 } logs
            ? logs
            : Repository.PathOf("artifacts/screenshots");
        Directory.CreateDirectory(folder);
        var picture = Path.Combine(folder, "graphiql.png");
        File.Delete(picture);
        await ClientLibraries.RunNodeAsync(world, ["graphiql.browser.mjs", chromium, picture]);
        Assert.True(new FileInfo(picture).Length > 10_000);
    }
}
