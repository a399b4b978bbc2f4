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
            create table users (id int primary key);
            grant select on users to jim_user, jim_admin;
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
        await using (var reads = new RepeatableReads(_pools, Ann, ErrorHandling.Propagate, []))
        {
            Assert.Equal("10", await CountAsync(reads, Ann));
            await _host.Database.ExecuteAsync("insert into notes values (22, '11111111-1111-4111-8111-111111111111')");
            Assert.Equal("10", await CountAsync(reads, Ann));
        }

        // The one connection of the pool is free again, and knows nothing of Ann.
        await using var next = new RepeatableReads(_pools, QueryHost.Admin, ErrorHandling.Propagate, []);
        Assert.Equal("21", await CountAsync(next, QueryHost.Admin));
    }

    /// <param name="times">Postgres keeps the statement, under a name, from the second time on.</param>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task The_first_read_survives_the_death_of_every_connection(int times)
    {
        for (var i = 0; i < 3 * times; i++)
        {
            await using var reads = new RepeatableReads(_pools, Ann, ErrorHandling.Propagate, []);
            Assert.Equal("10", await CountAsync(reads, Ann));
            if (i % times < times - 1)
            {
                continue;
            }

            await _host.Database.ExecuteAsync(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name like 'jim%' and datname = "
                    + "current_database()");
        }
    }

    [Fact]
    public async Task A_later_read_whose_connection_died_fails_and_does_not_begin_another_moment()
    {
        await using var reads = new RepeatableReads(_pools, Ann, ErrorHandling.Propagate, []);
        await CountAsync(reads, Ann);
        await _host.Database.ExecuteAsync(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name like 'jim%' and datname = "
                + "current_database()");
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => CountAsync(reads, Ann));
    }

    /// <summary>To a snapshot that is older than the new file, the table is empty.</summary>
    [Theory]
    [InlineData("alter table notes alter id type bigint")]
    [InlineData("truncate notes")]
    public async Task A_table_that_is_rewritten_after_the_first_read_is_not_told_as_empty(string change)
    {
        await using var reads = new RepeatableReads(_pools, Ann, ErrorHandling.Propagate, []);
        var (operation, variables) = _host.Read("{ users { totalCount } }");
        var plan = _host.Plan(operation, variables);
        using var first = await reads.RunAsync(plan, variables, [], TestContext.Current.CancellationToken);
        await _host.Database.ExecuteAsync(change);
        var refused = await Assert.ThrowsAsync<GraphQLException>(() => CountAsync(reads, Ann));
        Assert.Equal("JIM_SCHEMA_CHANGED", refused.Errors[0].Code);
    }

    [Theory]
    [InlineData("alter table notes alter owner type text")]
    [InlineData("alter table notes rename owner to author")]
    [InlineData("alter table notes drop owner cascade")]
    public async Task A_first_read_fails_where_a_later_one_would_meet_another_column(string change)
    {
        var (operation, variables) = _host.Read("{ notes { nodes { owner } } }");
        var later = _host.Plan(operation, variables);
        await _host.Database.ExecuteAsync($"drop policy own on notes; {change}");
        await using var reads = new RepeatableReads(_pools, QueryHost.Admin, ErrorHandling.Propagate, later.Columns);
        var refused = await Assert.ThrowsAsync<GraphQLException>(() => CountAsync(reads, QueryHost.Admin));
        Assert.Equal("JIM_SCHEMA_CHANGED", refused.Errors[0].Code);
    }

    [Fact]
    public async Task A_first_read_that_waits_for_a_rewrite_begins_again()
    {
        await using var connection = await _host.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var altering = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var alter = connection.CreateCommand())
        {
            alter.CommandText = "alter table notes alter id type bigint";
            await alter.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var reads = new RepeatableReads(_pools, Ann, ErrorHandling.Propagate, []);
        var waiting = CountAsync(reads, Ann);
        await Eventually.Holds(async () => await _host.Database.ScalarAsync<long>(
            "select count(*) from pg_locks where not granted and relation = 'notes'::regclass") > 0);
        await altering.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("10", await waiting);
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
        var reads = new RepeatableReads(_pools, Ann, ErrorHandling.Propagate, []);
        var left = CountAsync(reads, Ann, leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        await reads.DisposeAsync();
        await holding.RollbackAsync(TestContext.Current.CancellationToken);
        await using var next = new RepeatableReads(_pools, Ann, ErrorHandling.Propagate, []);
        Assert.Equal("10", await CountAsync(next, Ann));
    }

    private async Task<string> CountAsync(RepeatableReads reads, Caller caller, CancellationToken cancellationToken = default)
    {
        var (operation, variables) = _host.Read("{ notes { totalCount } }", caller: caller);
        var plan = _host.Plan(operation, variables);
        using var result = await reads.RunAsync(plan, variables, plan.Reads.Select(r => r.Oid), cancellationToken);
        return Encoding.UTF8.GetString(result.Values[0].Json.Span).Split(':', '}')[1];
    }
}
