using System.Collections.Concurrent;
using System.Diagnostics;

namespace Jim.EndToEnd.Tests;

/// <summary>Writers and readers of the same rows, at two gateways that keep their answers in one Redis.</summary>
public sealed class CacheRacesTests(RedisWorld world) : IClassFixture<RedisWorld>
{
    private const int Rows = 16;
    private const string ByKey = "query($row: Int!) { counterById(id: $row) { value } }";
    private const string ByRange = "query($row: Int!) { counters(where: { id: { gte: $row, lte: $row } }) { nodes { value } } }";

    /// <summary>How many writes are read back.</summary>
    private static readonly int Races = FaultScale.Choose(1_000_000, 4_000);

    /// <summary>After that no more are begun.</summary>
    private static readonly TimeSpan Within = FaultScale.Choose(TimeSpan.FromMinutes(20), TimeSpan.MaxValue);

    /// <summary>The promise; that a busy machine holds up everything is not what is tested.</summary>
    private static readonly TimeSpan Soon = FaultScale.Choose(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5));

    /// <summary>
    /// Each row has one writer, which reads it after each write: here where it wrote, there at the other gateway, without a cursor. Readers
    /// of all rows at both gateways keep the answers of before in the cache all the time, and must have the row's new value soon. Every
    /// other row is read by its key, an answer which only its own writes make outdated; the rest so that any write of the table does.
    /// </summary>
    [Fact]
    public async Task Own_writes_show_at_once_at_every_gateway_and_those_of_others_soon()
    {
        await world.Database.ExecuteAsync($"""
            create table counters (id int primary key, value int not null);
            insert into counters select n, 0 from generate_series(1, {Rows}) n;
            grant select, update on counters to jim_anonymous
            """);
        await world.Database.AwaitTrackedAsync("counters");
        JimClient[] gateways = [new(world.Address), new(world.Other.Address)];
        await Eventually.Holds(async () => await IsServedAsync(gateways[0]) && await IsServedAsync(gateways[1]));
        var written = new ConcurrentDictionary<int, ImmutableArray<(int Value, long At)>>();
        var (late, hits, writes) = (TimeSpan.Zero, 0, 0);
        var watch = Stopwatch.StartNew();
        ConcurrentQueue<string> stale = [];
        using var end = new CancellationTokenSource();
        var readers = Enumerable.Range(1, Rows).Select(row => WatchAsync(row, end.Token)).ToList();
        await Parallel.ForEachAsync(Enumerable.Range(1, Rows), new ParallelOptions { MaxDegreeOfParallelism = Rows }, async (row, _) =>
        {
            for (var value = 1; value <= Races / Rows && watch.Elapsed < Within; value++)
            {
                var writer = gateways[value & 1];
                await writer.DataAsync(
                    "mutation($row: Int!, $value: Int!) { updateCounter(input: { id: $row, value: $value }) { counter { id } } }",
                    new { row, value });
                Interlocked.Increment(ref writes);
                written[row] = [.. written.GetValueOrDefault(row, []).TakeLast(200), (value, Stopwatch.GetTimestamp())];
                foreach (var gateway in gateways)
                {
                    if (await ReadAsync(gateway, row) is (var read, _) && read != value)
                    {
                        stale.Enqueue($"{read} in place of {value}, read {(gateway == writer ? "where it was written" : "elsewhere")}");
                    }
                }
            }
        });
        await end.CancelAsync();
        await Task.WhenAll(readers);

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{writes} writes, each read back at both gateways, {hits} hits, others' after {late.TotalMilliseconds:0} ms at most");
        Assert.Empty(stale);
        Assert.InRange(late, TimeSpan.Zero, Soon);
        Assert.NotEqual(0, hits);

        async Task WatchAsync(int row, CancellationToken enough)
        {
            while (!enough.IsCancellationRequested)
            {
                var began = Stopwatch.GetTimestamp();
                var (read, isHit) = await ReadAsync(gateways[Random.Shared.Next(2)], row);
                Interlocked.Add(ref hits, isHit ? 1 : 0);

                // The next value was answered to its writer that long before this read began, which did not show it.
                if (written.GetValueOrDefault(row, []).FirstOrDefault(write => write.Value == read + 1) is { Value: > 0 } missed)
                {
                    var after = Stopwatch.GetElapsedTime(missed.At, began);
                    lock (written)
                    {
                        late = after > late ? after : late;
                    }
                }
            }
        }
    }

    private static async Task<(int Value, bool IsHit)> ReadAsync(JimClient client, int row)
    {
        using var answer = await client.PostAsync(row % 2 == 0 ? ByKey : ByRange, new { row });
        var data = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]!;
        var value = (int)(data["counterById"] ?? data["counters"]!["nodes"]![0]!)["value"]!;
        return (value, answer.Headers.TryGetValues("Cache-Status", out var status) && status.Contains("jim; hit"));
    }

    private static async Task<bool> IsServedAsync(JimClient client) =>
        (await client.AskAsync("{ counterById(id: 1) { value } }"))["errors"] is null;
}
