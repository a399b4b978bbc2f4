using System.Globalization;
using System.Text.RegularExpressions;

namespace Jim.EndToEnd.Tests;

/// <summary>Jim on a database of a team's own on which no role of requests has a grant yet.</summary>
public sealed partial class FirstStartTests(UngrantedWorld world) : IClassFixture<UngrantedWorld>
{
    [Fact]
    public async Task The_first_start_prints_the_grants_to_copy_and_a_query_that_works_before_and_after_them()
    {
        var alice = await world.As("alice");
        Assert.NotNull((await alice.DataAsync(ReadQuery(world.Gateway.Log)))["me"]);
        var grants = Grants().Matches(world.Gateway.Log).Select(m => m.Value).ToList();
        Assert.Contains("grant usage on schema \"Music\" to jim_user;", grants.Select(g => g.Trim()));
        Assert.Contains("\"Music\".\"Album\", \"Music\".artist", string.Join('\n', grants), StringComparison.Ordinal);
        await world.Database.ExecuteAsync(string.Join('\n', grants));

        await using var again = await JimProcess.RunAsync(world.EnvironmentWith(
            ("JIM_PUBLIC_URL", world.Address.AbsoluteUri.TrimEnd('/')),
            ("JIM_LISTEN", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"))));
        Assert.Empty(Grants().Matches(again.Log));
        var query = ReadQuery(again.Log);
        Assert.Contains("(first: 3) { nodes { id ", query, StringComparison.Ordinal);
        await new JimClient(again.Address, await world.TokenAsync("alice")).DataAsync(query);
    }

    private static string ReadQuery(string log) => Query().Match(log).Groups[1].Value;

    [GeneratedRegex(@"^  grant [^;]*;", RegexOptions.Multiline)]
    private static partial Regex Grants();

    [GeneratedRegex("""-d '\{"query":"(.*)"\}'""")]
    private static partial Regex Query();
}

/// <summary>A database with two tables that nobody was granted.</summary>
public sealed class UngrantedWorld : EmbeddedWorld
{
    public UngrantedWorld()
    {
        Environment["JIM_MODEL"] = "none";
        Environment["JIM_SCHEMAS"] = "Music";
    }

    protected override Task<TestDatabase> CreateDatabaseAsync() => TestDatabase.CreateAsync("""
        create schema "Music";
        create table "Music".artist (id int primary key, name text);
        create table "Music"."Album" (id int primary key, title text, artist_id int references "Music".artist);
        """);
}
