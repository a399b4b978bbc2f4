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

    [Fact]
    public async Task A_write_of_another_row_leaves_a_cached_answer()
    {
        await world.Database.ExecuteAsync("insert into items (id, title) values (500, 'mine'), (501, 'other')");
        await ToldAsync(501);
        await KeptAsync(Title(500));
        await KeptAsync(Title(501));
        await world.Database.ExecuteAsync("update items set title = 'another' where id = 501");
        await ShowsAsync(501, "another");
        Assert.True(await IsHitAsync(Title(500)));
        await KeptAsync(Title(501));
        await world.Database.ExecuteAsync("update items set title = 'changed' where id = 500");
        await ShowsAsync(500, "changed");
        Assert.True(await IsHitAsync(Title(501)));
        await world.Database.ExecuteAsync("delete from items where id in (500, 501)");
    }

    /// <summary>Which rows a policy lets through depends on rows of another table, whichever they are.</summary>
    [Fact]
    public async Task A_cached_row_is_gone_when_a_policy_that_reads_another_table_hides_it()
    {
        const string Secret = "{ secretById(id: 600) { body } }";
        await world.Database.ExecuteAsync("""
            insert into owners values ('00000000-0000-0000-0000-000000000600', 'six hundred');
            insert into items (id, title, amount, owner_id) values (600, 'opens', 5, '00000000-0000-0000-0000-000000000600');
            insert into secrets values (600, '00000000-0000-0000-0000-000000000600', 'told'), (601, null, 'other')
            """);
        await ToldAsync(600);
        await Eventually.Holds(async () => await AskAsync(Secret) == """{"secretById":{"body":"told"}}""");
        await KeptAsync(Secret);
        await world.Database.ExecuteAsync("update secrets set body = 'another' where id = 601");
        await ToldAsync(600);
        await KeptAsync(Secret);
        await world.Database.ExecuteAsync("update items set amount = 0 where id = 600");
        await Eventually.Holds(async () => await AskAsync(Secret) == """{"secretById":null}""");
        await world.Database.ExecuteAsync("""
            delete from secrets where id in (600, 601);
            delete from items where id = 600;
            delete from owners where id = '00000000-0000-0000-0000-000000000600'
            """);
    }

    private static string Title(int id) => $"{{ itemById(id: {id}) {{ title }} }}";

    /// <summary>All that was written before is told: a kept answer does not show what is written now, until it is told too.</summary>
    private async Task ToldAsync(int item)
    {
        await KeptAsync(Title(item));
        var title = $"at {Guid.NewGuid()}";
        await world.Database.ExecuteAsync($"update items set title = '{title}' where id = {item}");
        await ShowsAsync(item, title);
    }

    private Task ShowsAsync(int item, string title) =>
        Eventually.Holds(async () => await AskAsync(Title(item)) == $"{{\"itemById\":{{\"title\":\"{title}\"}}}}");

    private Task KeptAsync(string document) => Eventually.Holds(() => IsHitAsync(document));

    private async Task<bool> IsHitAsync(string document)
    {
        using var answer = await world.Anyone.PostAsync(document);
        return string.Join(' ', answer.Headers.GetValues("Cache-Status")).Contains("hit", StringComparison.Ordinal);
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
