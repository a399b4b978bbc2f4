using System.Globalization;
using System.Security.Cryptography;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// Gateways, workers and Postgres are killed at random under mixed load. Every effect that was acknowledged is there exactly once, and
/// nothing that was told as an error has left anything. JIM_KILL_SECONDS (20, with JIM_FAULTS=full 300) bounds the load, JIM_KILL_SEED
/// (drawn) decides who is killed when; <c>./jim bench kills</c> takes five minutes for each.
/// </summary>
public abstract class FaultsOfKills<TWorld>(TWorld world) : IClassFixture<TWorld>
    where TWorld : KilledWorld
{
    private const string Inserts =
        "select count(*) from jim.change where tbl = 'public.documents'::regclass and op = 'I' and key[1] = any(select unnest($1)::text)";

    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task What_was_acknowledged_is_there_once_and_what_was_refused_is_not()
    {
        var seconds = ReadNumber("JIM_KILL_SECONDS", FaultScale.Choose(full: 300, scaled: 20));
        var seed = ReadNumber("JIM_KILL_SEED", Random.Shared.Next());
        TestContext.Current.SendDiagnosticMessage($"JIM_KILL_SEED={seed} JIM_KILL_SECONDS={seconds}");
        var history = new List<string>();
        using var stopping = new CancellationTokenSource();
        var load = new KillLoad(world.Gateways, await world.TokenAsync("alice"), stopping.Token);
        using var ended = new CancellationTokenSource();
        var renewing = load.RenewAsync(() => world.TokenAsync("alice"), ended.Token);
        Guid[] counted = [Guid.NewGuid(), Guid.NewGuid()];
        var random = new Random(seed);
        Random Next() => new(random.Next());
        Task[] clients =
        [
            load.WriteAsync(Next()), load.WriteAsync(Next()), load.QueueAsync(Next()), load.UploadAsync(Next()),
            .. counted.Select(id => load.CountAsync(Next(), id)),
        ];
        long?[] last = [null, null];
        Task[] watchers = [.. counted.Select((id, i) => load.WatchAsync(Next(), id, () => last[i]))];

        await KillAsync(Next(), TimeSpan.FromSeconds(seconds), history);
        await stopping.CancelAsync();
        await Task.WhenAll(clients).WaitAsync(Recovery);
        try
        {
            await JudgeAsync(load, counted, last, watchers);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"JIM_KILL_SEED={seed} JIM_KILL_SECONDS={seconds}\n{string.Join('\n', history)}\n{e.Message}\n{world.Logs}", e);
        }
        finally
        {
            await ended.CancelAsync();
        }

        await renewing;

        TestContext.Current.SendDiagnosticMessage(
            $"{history.Count} kills; {load.Written.Count} writes, {load.Counted.Values.Sum()} counts, {load.Queued.Count} jobs, "
            + $"{load.Kept.Count} uploads; {load.Promised.Count} answers were a job");
    }

    private static int ReadNumber(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private async Task KillAsync(Random random, TimeSpan length, List<string> history)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begun) < length)
        {
            await Task.Delay(random.Next(500, 3000));
            var victim = KilledWorld.Victims[random.Next(KilledWorld.Victims.Count)];
            history.Add($"{TimeProvider.System.GetElapsedTime(begun).TotalSeconds:0.0} s: {victim}");
            await world.KillAsync(victim);
            await Task.Delay(random.Next(0, 1500));
            await world.StartAgainAsync(victim);
        }
    }

    private async Task JudgeAsync(KillLoad load, Guid[] counted, long?[] last, Task[] watchers)
    {
        Assert.Empty(load.Lies);
        Assert.True(!load.Written.IsEmpty && !load.Queued.IsEmpty && !load.Kept.IsEmpty, "the load did nothing");
        Assert.Equal(
            world.AreMutationsQueued, await CountAsync("select count(*) from jim.jobs where kind = 'mutation.ordered'") > 0);
        await Eventually.Holds(
            async () => await CountAsync("select count(*) from jim.jobs where state in ('queued', 'running')") == 0, Recovery);
        await OnceAsync("writes", [.. load.Written]);
        await OnceAsync("queued rows", [.. load.Queued.Select(q => q.Row)]);
        Assert.Equal(
            load.Promised.Count, await CountAsync("select count(*) from jim.jobs where id = any($1)", load.Promised));

        // A mutation of which a worker tells that it is refused has failed; none is given up.
        Assert.Equal(0, await CountAsync(
            "select count(*) from jim.jobs where state <> 'succeeded' and (kind, state) <> ('mutation.ordered', 'failed')"));
        Assert.Equal(0, await CountAsync("select count(*) from public.documents where id = any($1)", load.Refused));
        Assert.Equal(
            await CountAsync("select count(*) from public.documents where id = any($1)", load.Unheard),
            await CountAsync(Inserts, load.Unheard));
        for (var i = 0; i < counted.Length; i++)
        {
            var version = await CountAsync($"select version from public.documents where id = '{counted[i]}'");
            Assert.Equal(load.Counted[counted[i]], version);
            last[i] = version;
        }

        await FilesAsync(load);
        await Task.WhenAll(watchers).WaitAsync(Recovery);
    }

    /// <summary>Each row is there, and was inserted by one transaction.</summary>
    private async Task OnceAsync(string what, Guid[] rows)
    {
        Assert.Equal((what, rows.Length), (what, rows.Distinct().Count()));
        Assert.Equal((what, rows.Length), (what, (int)await CountAsync("select count(*) from public.documents where id = any($1)", rows)));
        Assert.Equal(
            (what, rows.Length),
            (what, (int)await CountAsync(Inserts, rows)));
    }

    private async Task FilesAsync(KillLoad load)
    {
        Guid[] files = [.. load.Kept.Select(k => k.File)];
        Assert.Equal(
            files.Length,
            await CountAsync("select count(*) from jim.files f join jim.file_versions v on v.file_id = f.id "
                + "where f.id = any($1) and f.state = 'stored' and v.state = 'stored' and f.current_version = v.id", files));
        Assert.Equal(
            files.Length,
            await CountAsync("select count(*) from jim.events where kind = 'stored' and subject = 'file' and subject_id = any($1)", files));
        Assert.Equal(0, await CountAsync("select count(*) from jim.file_versions where state <> 'stored'"));
        var alice = new JimClient(world.Gateways[0], await world.TokenAsync("alice"));
        foreach (var (file, hash) in load.Kept)
        {
            using var answer = await alice.SendAsync(HttpMethod.Get, $"/files/{file}");
            await using var content = await answer.Content.ReadAsStreamAsync();
            Assert.Equal(hash, Convert.ToHexStringLower(await SHA256.HashDataAsync(content)));
        }
    }

    private async Task<long> CountAsync(string sql, IReadOnlyCollection<Guid>? ids = null)
    {
        await using var command = world.Database.DataSource.CreateCommand(sql);
        if (ids is not null)
        {
            command.Parameters.Add(new() { Value = ids.ToArray() });
        }

        return (long)(await command.ExecuteScalarAsync())!;
    }
}

/// <summary>With mutations that gateways run.</summary>
[Collection(KilledWorld.OneAtATime)]
public sealed class FaultsOfKills(KilledWorld world) : FaultsOfKills<KilledWorld>(world);

/// <summary>With mutations that workers run (<c>JIM_MUTATIONS=queued</c>): none that was answered with its job is lost.</summary>
[Collection(KilledWorld.OneAtATime)]
public sealed class FaultsOfKillsQueued(QueuedKilledWorld world) : FaultsOfKills<QueuedKilledWorld>(world);
