using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// Live queries that only a change of certain rows wakes, and answers that only such a change makes outdated: whatever is asked for and
/// whatever is written, the last answer is the one that a query of now gets.
/// </summary>
public sealed class WakeTests(WakeWorld world) : IClassFixture<WakeWorld>
{
    private const int Queries = 60;
    private const int Rounds = 60;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_last_answer_is_that_of_now()
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("JIM_FUZZ_SEED") ?? "14", CultureInfo.InvariantCulture);
        var random = new Random(seed);
        await world.Database.ExecuteAsync(WakeCases.Rows);
        var documents = Enumerable.Range(0, Queries).Select(n => WakeCases.Query(n, random)).ToList();
        await using var live = await LiveClient.ConnectAsync(world.Address, token: null);
        var last = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Queries; i++)
        {
            await live.SubscribeAsync($"{i}", $"subscription {documents[i]}");
        }

        var reading = ReadAsync(live, last);
        var told = new List<string>();
        for (var round = 0; round <= Rounds; round++)
        {
            for (var i = 0; i < Queries; i++)
            {
                // The comment makes it another text, which no cached answer is of.
                var now = await AskAsync($"query {documents[i]} # {round}");
                var (kept, heard) = (
                    await Eventually.Gives(() => AskAsync($"query {documents[i]}"), answer => answer == now, Soon),
                    await Eventually.Gives(() => Task.FromResult(last.GetValueOrDefault($"{i}")), answer => answer == now, Soon));
                var after = string.Join('\n', told.TakeLast(5));
                var place = $"JIM_FUZZ_SEED={seed}, round {round}: {documents[i]}\nafter\n{after}\nnow  {now}";
                Assert.True(kept == now, $"{place}\nkept {kept}");
                Assert.True(heard == now, $"{place}\nlive {heard}");
            }

            told.Add(WakeCases.Write(random));
            try
            {
                await world.Database.ExecuteAsync(told[^1]);
            }
            catch (PostgresException refused) when (refused.SqlState.StartsWith("23", StringComparison.Ordinal))
            {
                told[^1] += " (refused: a constraint)";
            }
        }

        await live.DisposeAsync();
        await Record.ExceptionAsync(() => reading);
    }

    private static async Task ReadAsync(LiveClient live, ConcurrentDictionary<string, string> last)
    {
        while (await live.NextAsync() is { } message)
        {
            if ((string?)message["type"] is "next" or "error")
            {
                last[(string)message["id"]!] = Text(message["payload"]!);
            }
        }
    }

    private async Task<string> AskAsync(string document)
    {
        var text = Text(await world.Anyone.AskAsync(document));
        Assert.DoesNotContain("\"errors\"", text, StringComparison.Ordinal);
        return text;
    }

    private static string Text(JsonNode payload) => payload is JsonObject { } whole && whole["errors"] is null
        ? whole["data"]!.ToJsonString()
        : payload.ToJsonString();
}
