using System.Globalization;
using System.Text.RegularExpressions;

namespace Jim.EndToEnd.Tests;

/// <summary>What a job tells of a queued mutation is what the mutation would have answered at once, digit by digit.</summary>
public sealed class QueuedResultTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    [Fact]
    public async Task The_result_is_told_as_the_direct_answer_is()
    {
        await world.Database.ExecuteAsync("""
            create table measures (id int primary key, raw json, held jsonb, real float8, exact numeric, words text);
            grant select, insert on measures to jim_user;
            select jim.track('measures');
            """);
        var alice = await world.As("alice");
        await Eventually.Holds(async () => (await alice.AskAsync("{ measures { totalCount } }"))["errors"] is null);
        const string text = """{ "b" : 1.0, "a":1.00, "a": -0 , "z": "\u0000", "big": 1e400 }""";
        await CreateAsync(1, string.Empty);
        await CreateAsync(2, " @queued");
        var job = JsonNode.Parse(_answers[2])!["extensions"]!["job"]!["id"];
        var told = string.Empty;
        await Eventually.Holds(async () =>
        {
            using var answer = await alice.PostAsync("query($id: UUID!) { jobById(id: $id) { state result } }", new { id = (string?)job });
            told = await answer.Content.ReadAsStringAsync();
            return told.Contains("SUCCEEDED", StringComparison.Ordinal) || told.Contains("FAILED", StringComparison.Ordinal);
        });
        var direct = Regex.Match(_answers[1], "\"createMeasure\":.*\"words\":\"x\"").Value;
        Assert.Matches("\"a\": ?1.00, ?\"a\": ?-0 ?,", direct);
        Assert.Matches("\"real\":-0", direct);
        Assert.Contains(direct.Replace("\"id\":1", "\"id\":2", StringComparison.Ordinal), told, StringComparison.Ordinal);

        async Task CreateAsync(int id, string queued)
        {
            var variables = $$"""{"raw": {{text}}, "real": -0.0, "exact": 1.500}""";
            using var answer = await alice.PostAsync(
                $"mutation($raw: Any, $real: Float, $exact: Decimal){queued} {{ createMeasure(input: {{ id: "
                    + id.ToString(CultureInfo.InvariantCulture)
                    + ", raw: $raw, real: $real, exact: $exact, words: \"x\" }) { measure { id raw real exact words } } }",
                JsonElement.Parse(variables));
            _answers[id] = await answer.Content.ReadAsStringAsync();
        }
    }

    private readonly Dictionary<int, string> _answers = [];
}
