using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Postgres.Tests.Running;

/// <summary>
/// Nothing of one user reaches the next on the same connection: not by plan, not by setting, not after an error or a cancel.
/// </summary>
public sealed class ClaimsTests : IAsyncLifetime
{
    private static readonly Caller Ann = User("11111111-1111-4111-8111-111111111111", "ann");
    private static readonly Caller Ben = User("22222222-2222-4222-8222-222222222222", "ben");
    private static readonly Caller[] Callers = [Ann, Ben, Caller.Anonymous, Ann with { Role = "jim_admin", Roles = ["jim-admin", "x"] }];
    private QueryHost _host = null!;
    private PostgresPools _pools = null!;
    private QueryRunner _runner = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await QueryHost.CreateAsync(
            ["public"],
            """
            create table notes (id int primary key, owner uuid, body text, bad int not null default 1);
            insert into notes select n,
              case n % 2 when 0 then '11111111-1111-4111-8111-111111111111' else '22222222-2222-4222-8222-222222222222' end::uuid,
              'note ' || n
              from generate_series(1, 20) n;
            alter table notes enable row level security;
            create policy own on notes for select to jim_user using (owner = (select nullif(current_setting('jim.sub', true), '')::uuid));
            create policy everything on notes for select to jim_admin using (current_setting('jim.roles', true) like '%jim-admin%');
            create policy nothing on notes for select to jim_anonymous using (coalesce(current_setting('jim.sub', true), '') <> '');
            create function slow(n notes) returns text language plpgsql stable as $$ begin perform pg_sleep(20); return n.body; end $$;
            create view slow_notes with (security_invoker = on) as select id, slow(n) as body from notes n;
            create view broken_notes with (security_invoker = on) as select id, 1 / (bad - bad) as body from notes n;
            grant select on notes, slow_notes, broken_notes to jim_anonymous, jim_user, jim_admin;
            """);
        _pools = new PostgresPools(new PoolOptions(_host.Database.ConnectionString)
        {
            Reads = 1, Writes = 1, StatementTimeout = TimeSpan.FromMilliseconds(300), WaitMax = TimeSpan.FromSeconds(10),
        });
        _runner = new QueryRunner(_pools);
    }

    public async ValueTask DisposeAsync()
    {
        await _pools.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Alternating_users_on_one_connection_see_their_own_rows_only()
    {
        for (var i = 0; i < 2000; i++)
        {
            var caller = Callers[i % Callers.Length];
            Assert.Equal(Expected(caller), await CountAsync(caller));
        }
    }

    [Fact]
    public async Task Nothing_survives_an_error_or_a_read_that_was_left()
    {
        var random = new Random(7);
        for (var i = 0; i < 60; i++)
        {
            var caller = Callers[i % 3];
            if (caller.Subject is not null && i % 5 == 0)
            {
                await Assert.ThrowsAsync<StatementFailedException>(() => RunAsync("{ brokenNotes { nodes { body } } }", caller, default));
            }
            else if (caller.Subject is not null && i % 7 == 0)
            {
                using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(1, 30)));
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                    RunAsync("{ slowNotes { nodes { body } } }", caller, soon.Token));
            }

            Assert.Equal(Expected(Callers[(i + 1) % 3]), await CountAsync(Callers[(i + 1) % 3]));
            await AssertCleanAsync();
        }
    }

    [Fact]
    public async Task The_role_stands_in_the_text_and_every_setting_is_set()
    {
        await using var connection = await _pools.Reads.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Claims.Command(Ann with { Roles = ["a", "b"], Client = "app", Email = "ann@example.org" }, "job-1"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "select array[current_user::text, current_setting('jim.sub'), current_setting('jim.roles'), current_setting('jim.name'), "
            + "current_setting('jim.email'), current_setting('jim.client'), current_setting('jim.job')]"));
        await using var reader = await batch.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        await reader.NextResultAsync(TestContext.Current.CancellationToken);
        await reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["jim_user", Ann.Subject!, "a,b", "ann", "ann@example.org", "app", "job-1"], reader.GetFieldValue<string[]>(0));
        var (operation, variables) = _host.Read("{ notes { totalCount } }", null, Ann);
        Assert.StartsWith(
            "/* jim_user */ select", _host.Plan(operation, variables).Statement!.TextFor("jim_user"), StringComparison.Ordinal);
    }

    private static Caller User(string subject, string name) => new("jim_user", subject, [], name, null, null, null);

    private static int Expected(Caller caller) => caller.Role switch
    {
        "jim_admin" => 20,
        "jim_user" => 10,
        _ => 0,
    };

    private async Task<int> CountAsync(Caller caller) =>
        (await RunAsync("{ notes { totalCount } }", caller, TestContext.Current.CancellationToken)).Data.GetProperty("notes")
            .GetProperty("totalCount").GetInt32();

    private async Task<Answer> RunAsync(string document, Caller caller, CancellationToken cancellationToken)
    {
        var (operation, variables) = _host.Read(document, null, caller);
        return await _host.RunAsync(operation, variables, caller, _runner, cancellationToken: cancellationToken);
    }

    private async Task AssertCleanAsync()
    {
        await using var connection = await _pools.Reads.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            "select current_user = session_user and coalesce(current_setting('jim.sub', true), '') = '' and "
                + "coalesce(current_setting('jim.job', true), '') = ''",
            connection);
        Assert.True((bool)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
    }
}
