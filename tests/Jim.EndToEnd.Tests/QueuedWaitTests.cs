using System.Net;
using Npgsql;

namespace Jim.EndToEnd.Tests;

/// <summary>A Jim whose statements may take 2.25 s, so that jobs wait for half of that for a lock, and in which few requests may
/// wait.</summary>
public sealed class HastyWorld : EmbeddedWorld
{
    public HastyWorld()
    {
        Environment["JIM_LIMIT_OPERATION_SECONDS"] = "3";
        Environment["JIM_LIMIT_WAITING"] = "1";
    }
}

/// <summary>
/// A queued mutation was acknowledged. A database that is busy, locked or away for a while is no reason to fail it: each of them is done
/// once, when the reason has passed.
/// </summary>
public abstract class QueuedWaitTests<TWorld>(TWorld world) : IClassFixture<TWorld>
    where TWorld : JimWorld
{
    private const int Count = 40;

    protected TWorld World => world;

    [Fact]
    public async Task Forty_mutations_outlast_six_seconds_in_which_their_table_is_locked()
    {
        var title = $"locked {Guid.NewGuid():N}";
        await using (var held = await HeldTable.LockAsync(world.Database, "public.documents"))
        {
            var jobs = await EnqueueAsync(title);
            await Task.Delay(TimeSpan.FromSeconds(6), TestContext.Current.CancellationToken);
            await held.ReleaseAsync();
            await AllSucceedAsync(jobs, title);
        }
    }

    [Fact]
    public async Task Forty_mutations_outlast_an_administrator_who_ends_all_sessions()
    {
        var title = $"ended {Guid.NewGuid():N}";
        await using (var held = await HeldTable.LockAsync(world.Database, "public.documents"))
        {
            var jobs = await EnqueueAsync(title);
            await Eventually.Holds(() => world.Database.ScalarAsync<bool>(
                $"select exists (select from pg_stat_activity where datname = '{world.Database.Name}' and wait_event_type = 'Lock')"));
            await world.Database.ExecuteAsync(
                $"select pg_terminate_backend(pid) from pg_stat_activity where usename = '{world.Database.Name}_gateway'");
            await held.ReleaseAsync();
            await AllSucceedAsync(jobs, title);
        }
    }

    [Fact]
    public async Task What_can_never_succeed_still_fails_at_once()
    {
        var alice = await world.As("alice");
        var job = await EnqueueAsync(alice, "HIGH", $"updateDocument(input: {{ id: \"{Guid.NewGuid()}\", title: \"none\" }})");
        await Eventually.Holds(async () => await StatesAsync([job]) == "failed=1");
    }

    private static async Task<Guid> EnqueueAsync(JimClient client, string priority, string field)
    {
        using var queued = await client.PostAsync($"mutation @queued(priority: {priority}) {{ {field} {{ document {{ id }} }} }}");
        Assert.Equal(HttpStatusCode.Accepted, queued.StatusCode);
        return (Guid)JsonNode.Parse(await queued.Content.ReadAsStringAsync())!["extensions"]!["job"]!["id"]!;
    }

    private async Task<Guid[]> EnqueueAsync(string title)
    {
        var alice = await world.As("alice");
        string[] priorities = ["HIGH", "NORMAL", "LOW"];
        var jobs = new Guid[Count];
        for (var i = 0; i < Count; i++)
        {
            jobs[i] = await EnqueueAsync(
                alice, priorities[i % 3], $"createDocument(input: {{ title: \"{title}\", status: DRAFT, meta: {{ n: {i} }} }})");
        }

        return jobs;
    }

    private async Task AllSucceedAsync(Guid[] jobs, string title)
    {
        var states = "";
        for (var begun = TimeProvider.System.GetTimestamp(); states != $"succeeded={Count}"; states = await StatesAsync(jobs))
        {
            Assert.False(states.Contains("failed", StringComparison.Ordinal) || states.Contains("dead", StringComparison.Ordinal), states);
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromMinutes(5), states); // 80 s on a busy machine
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Equal(
            (long)Count,
            await world.Database.ScalarAsync<long>($"select count(distinct meta ->> 'n') from public.documents where title = '{title}'"));
        Assert.Equal(
            (long)Count, await world.Database.ScalarAsync<long>($"select count(*) from public.documents where title = '{title}'"));
    }

    /// <summary>How many of the jobs are in each state, as <c>failed=1 succeeded=39</c>.</summary>
    private async Task<string> StatesAsync(Guid[] jobs)
    {
        await using var command = world.Database.DataSource.CreateCommand(
            "select string_agg(format('%s=%s', state, n), ' ' order by state) from "
            + "(select state::text, count(*) n from jim.jobs where id = any($1) group by 1) s");
        command.Parameters.Add(new NpgsqlParameter { Value = jobs });
        return (string)(await command.ExecuteScalarAsync())!;
    }
}

/// <summary>With the limits as they are.</summary>
public sealed class QueuedWaitTests(EmbeddedWorld world) : QueuedWaitTests<EmbeddedWorld>(world);

/// <summary>Where locks and the pool refuse long before the lock is gone.</summary>
public sealed class HastyQueuedWaitTests(HastyWorld world) : QueuedWaitTests<HastyWorld>(world);
