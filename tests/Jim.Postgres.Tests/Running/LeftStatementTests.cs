using System.Diagnostics;
using System.Globalization;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Jim.Postgres.Running.Mutations;
using Jim.Postgres.Tests.Planning;
using Npgsql;

namespace Jim.Postgres.Tests.Running;

/// <summary>Statements whose requests were left: they are cancelled within a second, and nothing else is.</summary>
public sealed class LeftStatementTests(KitchenSinkHost host) : IClassFixture<KitchenSinkHost>
{
    private static readonly Caller Ann = QueryHost.Admin with { Subject = "ann" };
    private static readonly Caller Ben = QueryHost.Admin with { Subject = "ben" };

    [Fact]
    public async Task A_connection_comes_back_within_a_second()
    {
        await using var pools = Pools();
        await Effort.IsSoonAsync(LeaveAsync, TimeSpan.FromSeconds(1));

        async Task<TimeSpan> LeaveAsync()
        {
            using var leaving = new CancellationTokenSource();
            var left = SleepAsync(pools, Ann, "select pg_sleep(20)", leaving.Token);
            await Eventually.Holds(async () => await CountSleepingAsync() == 1);
            var clock = Stopwatch.StartNew();
            await leaving.CancelAsync();
            Assert.Equal(PostgresErrorCodes.QueryCanceled, (await Assert.ThrowsAsync<PostgresException>(() => left)).SqlState);
            return clock.Elapsed;
        }
    }

    /// <summary>
    /// Thousands of statements are left, each at about the time at which it ends, and their connections go to another user at once.
    /// </summary>
    [Fact]
    public async Task Nobody_elses_statement_is_cancelled()
    {
        await using var pools = Pools(o => o with { CancelInterval = TimeSpan.FromMilliseconds(2) });
        using var ended = new CancellationTokenSource();
        var others = Enumerable.Range(0, 4).Select(async _ =>
        {
            var done = 0;
            while (!ended.IsCancellationRequested)
            {
                await SleepAsync(pools, Ben, "select pg_sleep(0.001)", CancellationToken.None);
                done++;
            }

            return done;
        }).ToArray();
        var random = new Random(1);
        var (cancelled, finished) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var i = 0; i < 750; i++)
            {
                using var leaving = new CancellationTokenSource();
                await using var lease = await pools.Reads.LeaseAsync(Ann, leaving.Token);
                await using var command = new NpgsqlCommand(
                    string.Create(CultureInfo.InvariantCulture, $"select pg_sleep({random.NextDouble() * 0.005})"), lease.Connection);
                var left = command.ExecuteNonQueryAsync(CancellationToken.None);
                await leaving.CancelAsync();
                if (await Record.ExceptionAsync(() => left) is { } failure)
                {
                    Assert.Equal(PostgresErrorCodes.QueryCanceled, Assert.IsType<PostgresException>(failure).SqlState);
                    Interlocked.Increment(ref cancelled);
                }
                else
                {
                    Interlocked.Increment(ref finished);
                }
            }
        }));
        await ended.CancelAsync();
        Assert.All(await Task.WhenAll(others), done => Assert.InRange(done, 100, int.MaxValue));
        Assert.InRange(cancelled, 300, int.MaxValue);
        Assert.InRange(finished, 300, int.MaxValue);
    }

    [Fact]
    public async Task A_read_that_is_left_gives_its_connection_to_the_next()
    {
        await using var pools = Pools(o => o with { Reads = 1, WaitMax = TimeSpan.FromSeconds(10) });
        var runner = new QueryRunner(pools);
        await using var locking = await host.Host.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await locking.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("lock table countries", locking, transaction))
        {
            await command.ExecuteNonQueryAsync();
        }

        var (operation, variables) = host.Host.Read("{ countries { totalCount } }");
        await Effort.IsSoonAsync(LeaveAsync, TimeSpan.FromSeconds(1));

        async Task<TimeSpan> LeaveAsync()
        {
            using var leaving = new CancellationTokenSource();
            var left = host.Host.RunAsync(operation, variables, Ann, runner, cancellationToken: leaving.Token);
            await Eventually.Holds(async () => await CountWaitingForLockAsync() == 1);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
            var clock = Stopwatch.StartNew();
            await using var lease = await pools.Reads.LeaseAsync(Ben, CancellationToken.None);
            return clock.Elapsed;
        }
    }

    [Fact]
    public async Task A_write_that_waits_for_a_lock_leaves_nothing_and_gives_its_connection_back()
    {
        await using var pools = Pools(o => o with { Writes = 1 });
        await using var locking = await host.Host.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await locking.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("lock table countries", locking, transaction))
        {
            await command.ExecuteNonQueryAsync();
        }

        var written = false;
        await Effort.IsSoonAsync(LeaveAsync, TimeSpan.FromSeconds(1.5));
        Assert.False(written);
        await using var next = await pools.Writes.LeaseAsync(Ben, CancellationToken.None);
        await using var select = new NpgsqlCommand("select 1", next.Connection);
        Assert.Equal(1, await select.ExecuteScalarAsync());

        async Task<TimeSpan> LeaveAsync()
        {
            using var leaving = new CancellationTokenSource();
            var left = new MutationRunner(pools).RunAllAsync(
                [
                    new MutationStep.Joined(async (connection, _) =>
                    {
                        await using var write = new NpgsqlCommand("lock table countries", connection);
                        await write.ExecuteNonQueryAsync(CancellationToken.None);
                        written = true;
                        return [];
                    }),
                ],
                VariableValues.None, Ann, MutationContext.Default, leaving.Token).AsTask();
            await Eventually.Holds(async () => await CountWaitingForLockAsync() == 1);
            var clock = Stopwatch.StartNew();
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
            Assert.InRange(clock.Elapsed, TimeSpan.FromMilliseconds(400), TimeSpan.MaxValue);
            return clock.Elapsed;
        }
    }

    private static async Task SleepAsync(PostgresPools pools, Caller caller, string sql, CancellationToken leaving)
    {
        await using var lease = await pools.Reads.LeaseAsync(caller, leaving);
        await using var command = new NpgsqlCommand(sql, lease.Connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private Task<long> CountSleepingAsync() => CountAsync("wait_event = 'PgSleep'");

    private Task<long> CountWaitingForLockAsync() => CountAsync("wait_event_type = 'Lock'");

    private async Task<long> CountAsync(string condition)
    {
        await using var command = host.Host.Database.DataSource.CreateCommand(
            $"select count(*) from pg_stat_activity where datname = current_database() and state = 'active' and {condition}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private PostgresPools Pools(Func<PoolOptions, PoolOptions>? change = null)
    {
        var options = new PoolOptions(host.Host.Database.ConnectionString) { Reads = 5, WaitMax = TimeSpan.FromSeconds(20) };
        return new(change?.Invoke(options) ?? options);
    }
}
