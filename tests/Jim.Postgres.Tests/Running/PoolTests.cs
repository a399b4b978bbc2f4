using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Jim.Postgres.Tests.Planning;
using Npgsql;

namespace Jim.Postgres.Tests.Running;

/// <summary>The queue before the connections, and what happens when Postgres goes away.</summary>
public sealed class PoolTests(KitchenSinkHost host) : IClassFixture<KitchenSinkHost>
{
    [Fact]
    public async Task Waiting_is_bounded_in_time_and_number_and_served_in_order()
    {
        await using var pools = Pools(o => o with { Reads = 1, WaitingPerConnection = 2, WaitMax = TimeSpan.FromSeconds(30) });
        var first = await LeaseAsync(pools.Reads);
        var second = LeaseAsync(pools.Reads).AsTask();
        var third = LeaseAsync(pools.Reads).AsTask();
        await Assert.ThrowsAsync<OverloadedException>(async () => await LeaseAsync(pools.Reads));
        await first.DisposeAsync();
        await (await second).DisposeAsync();
        await (await third).DisposeAsync();
    }

    [Fact]
    public async Task Waiting_too_long_is_refused_with_a_hint()
    {
        await using var pools = Pools(o => o with { Reads = 1, WaitMax = TimeSpan.FromMilliseconds(50) });
        await using var held = await LeaseAsync(pools.Reads);
        var refused = await Assert.ThrowsAsync<OverloadedException>(
            async () => await LeaseAsync(pools.Reads));
        Assert.Equal("JIM_OVERLOADED", refused.Errors[0].Code);
        Assert.Equal(1, refused.RetrySeconds);
    }

    [Fact]
    public async Task A_lease_given_back_twice_frees_one_place()
    {
        await using var pools = Pools(o => o with { Reads = 1, WaitMax = TimeSpan.FromMilliseconds(50) });
        var lease = await LeaseAsync(pools.Reads);
        await lease.DisposeAsync();
        await lease.DisposeAsync();
        await using var held = await LeaseAsync(pools.Reads);
        await Assert.ThrowsAsync<OverloadedException>(async () => await LeaseAsync(pools.Reads));
    }

    /// <param name="reads">Postgres keeps the statement, under a name, from the second one on.</param>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Reads_survive_the_death_of_every_connection(int reads)
    {
        await using var pools = Pools(o => o with { Reads = 1 });
        var runner = new QueryRunner(pools);
        var (operation, variables) = host.Host.Read("{ countries { totalCount } }");
        for (var i = 0; i < 3 * reads; i++)
        {
            var answer = await host.Host.RunAsync(operation, variables, runner: runner);
            Assert.Equal(2, answer.Data.GetProperty("countries").GetProperty("totalCount").GetInt32());
            if (i % reads == reads - 1)
            {
                await using var kill = host.Host.Database.DataSource.CreateCommand(
                    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name like 'jim%' and datname = "
                        + "current_database()");
                await kill.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public async Task A_long_way_to_Postgres_makes_more_connections_up_to_a_limit()
    {
        await using var far = new DelayingProxy(
            new NpgsqlConnectionStringBuilder(host.Host.Database.ConnectionString), TimeSpan.FromMilliseconds(20));
        await using var pools = new PostgresPools(
            new PoolOptions(far.ConnectionString) { SizeMax = 40, ConnectTimeout = TimeSpan.FromSeconds(30) });
        var before = pools.Reads.Size;
        await using (await LeaseAsync(pools.Reads))
        {
            Assert.Equal(40, pools.Reads.Size);
        }

        Assert.Equal(3 * Environment.ProcessorCount, before);
        await using var fixedPools = Pools(o => o with { Reads = 2 });
        await using var lease = await LeaseAsync(fixedPools.Reads);
        Assert.Equal(2, fixedPools.Reads.Size);
    }

    [Fact]
    public async Task A_Postgres_that_is_not_there_is_unavailable()
    {
        await using var pools = new PostgresPools(new PoolOptions(
            new NpgsqlConnectionStringBuilder(host.Host.Database.ConnectionString) { Port = 1 }.ConnectionString));
        var failed = await Assert.ThrowsAsync<DatabaseUnavailableException>(
            async () => await LeaseAsync(pools.Reads));
        Assert.Equal("JIM_DATABASE_UNAVAILABLE", failed.Errors[0].Code);
    }

    [Fact]
    public async Task A_statement_that_runs_too_long_is_a_timeout()
    {
        await using var pools = Pools(o => o with { StatementTimeout = TimeSpan.FromSeconds(2) });
        await using var lease = await LeaseAsync(pools.Reads);
        await using var slow = new NpgsqlCommand("select pg_sleep(20)", lease.Connection);
        var failure = await Assert.ThrowsAsync<PostgresException>(() => slow.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        var told = Assert.IsType<GraphQLException>(PostgresFailure.ToException(failure, TestContext.Current.CancellationToken));
        Assert.Equal("HC0045", told.Errors[0].Code);
    }

    private static ValueTask<ConnectionLease> LeaseAsync(ConnectionPool pool) =>
        pool.LeaseAsync(Caller.Anonymous, TestContext.Current.CancellationToken);

    private PostgresPools Pools(Func<PoolOptions, PoolOptions> change) => new(change(new PoolOptions(host.Host.Database.ConnectionString)));
}
