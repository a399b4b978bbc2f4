using Jim.GraphQL.Execution;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;

namespace Jim.Postgres.Tests.Running;

/// <summary>
/// Several statements of one answer: one moment of the data, one user's rights, and the connection comes back whatever happens.
/// </summary>
public sealed class RepeatableReadsTests : IAsyncLifetime
{
    private static readonly Caller Ann = new("jim_user", "11111111-1111-4111-8111-111111111111", [], "ann", null, null, null);
    private QueryHost _host = null!;
    private PostgresPools _pools = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await QueryHost.CreateAsync(
            ["public"],
            """
            create table notes (id int primary key, owner uuid);
            insert into notes select n, case n % 2 when 0 then '11111111-1111-4111-8111-111111111111'::uuid end
              from generate_series(1, 20) n;
            alter table notes enable row level security;
            create policy own on notes for select to jim_user using (owner = (select nullif(current_setting('jim.sub', true), '')::uuid));
            create policy everything on notes for select to jim_admin using (true);
            grant select on notes to jim_user, jim_admin;
            """);
        _pools = new PostgresPools(new PoolOptions(_host.Database.ConnectionString) { Reads = 1, WaitMax = TimeSpan.FromSeconds(10) });
    }

    public async ValueTask DisposeAsync()
    {
        await _pools.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task All_see_the_moment_of_the_first_under_the_callers_rights()
    {
        await using (var reads = new RepeatableReads(_pools, Ann, ErrorHandling.Propagate))
        {
            Assert.Equal("10", await CountAsync(reads, Ann));
            await _host.Database.ExecuteAsync("insert into notes values (22, '11111111-1111-4111-8111-111111111111')");
            Assert.Equal("10", await CountAsync(reads, Ann));
        }

        // The one connection of the pool is free again, and knows nothing of Ann.
        await using var next = new RepeatableReads(_pools, QueryHost.Admin, ErrorHandling.Propagate);
        Assert.Equal("21", await CountAsync(next, QueryHost.Admin));
    }

    [Fact]
    public async Task The_first_read_survives_the_death_of_every_connection()
    {
        for (var i = 0; i < 3; i++)
        {
            await using var reads = new RepeatableReads(_pools, Ann, ErrorHandling.Propagate);
            Assert.Equal("10", await CountAsync(reads, Ann));
            await _host.Database.ExecuteAsync(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name like 'jim%' and datname = "
                    + "current_database()");
        }
    }

    [Fact]
    public async Task A_later_read_whose_connection_died_fails_and_does_not_begin_another_moment()
    {
        await using var reads = new RepeatableReads(_pools, Ann, ErrorHandling.Propagate);
        await CountAsync(reads, Ann);
        await _host.Database.ExecuteAsync(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name like 'jim%' and datname = "
                + "current_database()");
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => CountAsync(reads, Ann));
    }

    [Fact]
    public async Task A_read_that_was_left_gives_its_connection_back_when_it_ends()
    {
        await using var connection = await _host.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var holding = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var hold = connection.CreateCommand())
        {
            hold.CommandText = "lock table notes in access exclusive mode";
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        using var leaving = new CancellationTokenSource();
        var reads = new RepeatableReads(_pools, Ann, ErrorHandling.Propagate);
        var left = CountAsync(reads, Ann, leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await reads.DisposeAsync();
        await holding.RollbackAsync(TestContext.Current.CancellationToken);
        await using var next = new RepeatableReads(_pools, Ann, ErrorHandling.Propagate);
        Assert.Equal("10", await CountAsync(next, Ann));
    }

    private async Task<string> CountAsync(RepeatableReads reads, Caller caller, CancellationToken cancellationToken = default)
    {
        var (operation, variables) = _host.Read("{ notes { totalCount } }", caller: caller);
        using var result = await reads.RunAsync(_host.Plan(operation, variables), variables, cancellationToken);
        return Encoding.UTF8.GetString(result.Values[0].Json.Span).Split(':', '}')[1];
    }
}
