using Jim.Postgres.Rights;
using Jim.Postgres.Running;

namespace Jim.Postgres.Tests.Running;

/// <summary>Quick reads of several callers in one round trip: each has its own rights and its own failure.</summary>
public sealed class SharedTripsTests : IAsyncLifetime
{
    private QueryHost _host = null!;
    private PostgresPools _pools = null!;
    private QueryRunner _runner = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await QueryHost.CreateAsync(
            ["public"],
            """
            create table notes (id int primary key, owner text, body text);
            insert into notes select n, 'user ' || n % 20, 'note ' || n from generate_series(1, 400) n;
            alter table notes enable row level security;
            create policy own on notes for select to jim_user using (owner = (select current_setting('jim.sub', true)));
            create policy claims on notes for select to jim_admin using (current_setting('jim.name', true) <> '');
            create policy nothing on notes for select to jim_anonymous using (coalesce(current_setting('jim.sub', true), '') <> '');
            create view broken_notes with (security_invoker = on) as select id, 1 / (id - id) as body from notes;
            create table barred_rows (id int primary key);
            create table kept_notes (id int primary key, owner text);
            insert into kept_notes select n, 'user ' || n from generate_series(1, 9) n;
            alter table kept_notes enable row level security;
            create function keep_subject() returns text volatile language sql as $$
              select coalesce(nullif(current_setting('app.kept', true), ''), set_config('app.kept', current_setting('jim.sub', true), true)) $$;
            create policy own on kept_notes for select to jim_user using (owner = keep_subject());
            grant select on notes, broken_notes, barred_rows, kept_notes to jim_anonymous, jim_user, jim_admin;
            """);
        _pools = new PostgresPools(new PoolOptions(_host.Database.ConnectionString) { Reads = 1, WaitMax = TimeSpan.FromSeconds(10) });
        _runner = new QueryRunner(_pools);
    }

    public async ValueTask DisposeAsync()
    {
        await _pools.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Everybody_in_a_round_trip_sees_the_own_rows_only()
    {
        // Often enough that Postgres has prepared all statements by the end.
        for (var round = 0; round < 5; round++)
        {
            var answers = await InOneTripAsync([.. Enumerable.Range(0, 40).Select(Callers)], "{ notes(first: 100) { nodes { owner } } }");
            foreach (var (i, answer) in answers.Index())
            {
                var nodes = answer.Data.GetProperty("notes").GetProperty("nodes").EnumerateArray();
                Assert.Equal(Expected(Callers(i)), nodes.Select(n => n.GetProperty("owner").GetString()));
            }
        }

        Assert.Equal(15, _runner.SharedTripsMade); // 16 at most in each
        await using var left = _pools.Reads.DataSource.CreateCommand(
            "select concat(current_user <> session_user, current_setting('jim.sub', true), current_setting('jim.name', true), "
            + "current_setting('statement_timeout'))");
        Assert.Equal("f25s", await left.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>As policies do that look a caller's groups up once in a transaction.</summary>
    [Fact]
    public async Task What_a_policy_keeps_for_the_transaction_is_not_there_for_the_next_caller()
    {
        var answers = await InOneTripAsync([Callers(1), Callers(2), Callers(3)], "{ keptNotes { nodes { owner } } }");
        Assert.Equal(
            ["user 1", "user 2", "user 3"],
            answers.SelectMany(a => a.Data.GetProperty("keptNotes").GetProperty("nodes").EnumerateArray())
                .Select(n => n.GetProperty("owner").GetString()));
        Assert.Equal(1, _runner.SharedTripsMade);
    }

    [Fact]
    public async Task The_failure_of_one_is_told_to_that_one_only()
    {
        var callers = Enumerable.Range(0, 9).Select(Callers).ToList();
        var runs = await BeginInOneTripAsync(
            callers, i => i is 0 or 4 or 8 ? "{ brokenNotes { nodes { body } } }" : "{ notes(first: 100) { nodes { owner } } }");
        foreach (var (i, run) in runs.Index())
        {
            if (i is 4 or 8)
            {
                await Assert.ThrowsAsync<StatementFailedException>(() => run);
                continue;
            }

            var answer = await run; // an anonymous caller has no row that could break
            var nodes = answer.Data.EnumerateObject().Single().Value.GetProperty("nodes");
            Assert.Equal(i == 0 ? 0 : Expected(callers[i]).Length, nodes.GetArrayLength());
        }
    }

    [Fact]
    public async Task One_who_waits_for_a_lock_keeps_nobody_behind_waiting_for_it()
    {
        await using var connection = await _host.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var locking = connection.CreateCommand())
        {
            locking.CommandText = "lock table barred_rows in access exclusive mode";
            await locking.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var pools = new PostgresPools(
            new PoolOptions(_host.Database.ConnectionString) { Reads = 3, WaitMax = TimeSpan.FromSeconds(10) });
        _runner = new QueryRunner(pools);
        var held = await HoldAllAsync(pools);
        var waiting = RunAsync(Callers(1), "{ barredRows { totalCount } }");
        var behind = RunAsync(Callers(2), "{ notes { totalCount } }");
        await ReleaseAsync(held);
        var answer = await behind.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        Assert.Equal(20, answer.Data.GetProperty("notes").GetProperty("totalCount").GetInt32());
        Assert.Equal((1, false), (_runner.SharedTripsMade, waiting.IsCompleted));
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, (await waiting).Data.GetProperty("barredRows").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task A_user_who_has_used_up_his_share_keeps_no_other_waiting()
    {
        await using var pools = new PostgresPools(
            new PoolOptions(_host.Database.ConnectionString) { Reads = 2, WaitMax = TimeSpan.FromSeconds(10) });
        _runner = new QueryRunner(pools);
        using var left = new CancellationTokenSource();
        await using var held = await pools.Reads.LeaseAsync(Callers(1), left.Token); // half of the places
        var more = Enumerable.Range(0, 5).Select(_ => pools.Reads.LeaseAsync(Callers(1), left.Token).AsTask()).ToList();
        var first = RunAsync(Callers(1), "{ notes { totalCount } }");
        var behind = RunAsync(Callers(2), "{ notes { totalCount } }");

        var answer = await behind.WaitAsync(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
        Assert.Equal(20, answer.Data.GetProperty("notes").GetProperty("totalCount").GetInt32());
        await first;
        await left.CancelAsync();
        foreach (var lease in more)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lease);
        }
    }

    [Fact]
    public async Task What_is_left_before_its_trip_is_not_sent_and_one_that_was_lost_on_the_way_is_sent_again()
    {
        using var left = new CancellationTokenSource();
        var held = await HoldAllAsync(_pools);
        var first = RunAsync(Callers(1), "{ notes { totalCount } }", left.Token);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await ReleaseAsync(held);
        await using var kill = _host.Database.DataSource.CreateCommand(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'jim reads' "
            + "and datname = current_database()");
        await kill.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        foreach (var answer in await InOneTripAsync([Callers(1), Callers(2), Callers(3)], "{ notes { totalCount } }"))
        {
            Assert.Equal(20, answer.Data.GetProperty("notes").GetProperty("totalCount").GetInt32());
        }
    }

    [Fact]
    public async Task The_time_of_each_is_charged_to_its_own_user()
    {
        // So little a minute that nothing of it is forgotten before it is looked at.
        await using var pools = new PostgresPools(new PoolOptions(_host.Database.ConnectionString)
        {
            Reads = 1, WaitMax = TimeSpan.FromSeconds(10), TimePerMinute = TimeSpan.FromMilliseconds(1),
        });
        _runner = new QueryRunner(pools);
        var held = await HoldAllAsync(pools);
        var runs = Enumerable.Range(1, 3).Select(i => RunAsync(Callers(i), "{ notes(first: 100) { nodes { owner body } } }")).ToArray();
        await ReleaseAsync(held);
        await Task.WhenAll(runs);
        Assert.Equal(
            [false, true, true, true, false],
            Enumerable.Range(0, 5).Select(i => pools.Time.FindBusyness(i == 0 ? string.Empty : Callers(i).ShareKey) > 0));
    }

    private static Caller Callers(int i) => (i % 10) switch
    {
        0 => Caller.Anonymous,
        5 => new Caller("jim_admin", $"user {i % 20}", ["jim-admin"], $"name {i}", null, null, null),
        7 => new Caller("jim_admin", $"user {i % 20}", [], null, null, null, null), // no name: sees nothing
        _ => new Caller("jim_user", $"user {i % 20}", [], $"name {i}", null, null, null),
    };

    private static string?[] Expected(Caller caller) => caller switch
    {
        { Role: "jim_admin", Name: not null } => [.. Enumerable.Range(1, 100).Select(n => $"user {n % 20}")],
        { Role: "jim_user" } => [.. Enumerable.Repeat(caller.Subject, 20)],
        _ => [],
    };

    private static async Task<List<ConnectionLease>> HoldAllAsync(PostgresPools pools)
    {
        List<ConnectionLease> held = [];
        for (var i = 0; i < pools.Reads.Size; i++)
        {
            held.Add(await pools.Reads.LeaseAsync(
                new Caller("jim_user", $"holder {i}", [], null, null, null, null), TestContext.Current.CancellationToken));
        }

        return held;
    }

    private static async Task ReleaseAsync(List<ConnectionLease> held)
    {
        foreach (var lease in held)
        {
            await lease.DisposeAsync();
        }
    }

    private async Task<Answer[]> InOneTripAsync(IReadOnlyList<Caller> callers, string document) =>
        await Task.WhenAll(await BeginInOneTripAsync(callers, _ => document));

    /// <summary>All of them are there before a connection is.</summary>
    private async Task<Task<Answer>[]> BeginInOneTripAsync(IReadOnlyList<Caller> callers, Func<int, string> document)
    {
        var held = await HoldAllAsync(_pools);
        var runs = callers.Select((caller, i) => RunAsync(caller, document(i))).ToArray();
        await ReleaseAsync(held);
        return runs;
    }

    private async Task<Answer> RunAsync(Caller caller, string document, CancellationToken cancellationToken = default)
    {
        var (operation, variables) = _host.Read(document, null, caller);
        return await _host.RunAsync(operation, variables, caller, _runner, isQuick: true, cancellationToken);
    }
}
