using System.Globalization;
using Jim.Data.Migrations;
using Jim.Postgres.Changes;
using Npgsql;

namespace Jim.Platform.Tests.Changes;

/// <summary>
/// Twelve writers with short, long, rolled back and prepared transactions and with savepoints; a copy that follows the change log equals
/// the table after every poll. Cursors that other systems use lose rows under the same writes.
/// </summary>
public sealed class ExactCursorTests : IAsyncLifetime
{
    private const int Writers = 12;
    private const int TransactionsOfOne = 40;
    private const int SharedRows = 40;

    /// <summary>
    /// The history tells the table's rows of any snapshot afterwards: within a row its steps are in the order of the commits, because a
    /// writer waits for the one before it.
    /// </summary>
    private const string Tables = """
        create table notes (id int primary key, n bigint not null default 0, updated_at timestamptz not null default now());
        create schema aside;
        create sequence aside.steps;
        create table aside.history (id int, step bigint, gone bool, xid xid8);
        create function aside.note() returns trigger language plpgsql as $$
        begin
          insert into aside.history values (coalesce(new.id, old.id), nextval('aside.steps'), tg_op = 'DELETE', pg_current_xact_id());
          return null;
        end $$;
        create trigger note after insert or update or delete on notes for each row execute function aside.note();
        """;

    private readonly CancellationTokenSource _written = new();
    private MigratedDatabase _database = null!;
    private int _polls;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await MigratedDatabase.CreateAsync(DataModel.None, Tables);

    public async ValueTask DisposeAsync()
    {
        _written.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_copy_equals_the_table_after_every_poll()
    {
        var exact = new List<Poll>();
        var withoutInProgress = new List<Poll>();
        var readers = new[]
        {
            FollowLogAsync(exact, withoutInProgress),
            FollowAsync(
                "select pg_current_snapshot()::text, max(c.seq)::text, array_agg((c.key)[1]::int) from jim.change c "
                + "where c.tbl = 'notes'::regclass and c.op <> 'T' and c.seq > $1::bigint", "0"),
            FollowAsync(
                "select pg_current_snapshot()::text, max(updated_at)::text, array_agg(id) from notes where updated_at > $1::timestamptz",
                "-infinity"),
        };
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer), Cancel)));
        await _written.CancelAsync();
        var polls = await Task.WhenAll(readers);
        var sent = TestContext.Current.TestOutputHelper;
        sent?.WriteLine($"{exact.Count} polls, {await _database.ScalarAsync<long>("select count(*) from aside.history")} changes");

        Assert.Equal(0, await CountDifferencesAsync(exact));
        Assert.NotEqual(0, await CountDifferencesAsync(withoutInProgress));
        Assert.NotEqual(0, await CountDifferencesAsync(polls[1]));
        Assert.NotEqual(0, await CountDifferencesAsync(polls[2]));
    }

    /// <summary>As the change engine reads it, and the same without what was in progress at the poll before.</summary>
    private async Task<List<Poll>> FollowLogAsync(List<Poll> exact, List<Poll> withoutInProgress)
    {
        var reader = new ChangeReader(_database.Gateway);
        var notes = await _database.ScalarAsync<uint>("select 'notes'::regclass::oid");
        var since = PgSnapshot.Parse("1:1:");
        await PollAsync(async () =>
        {
            var delta = await reader.ReadAsync(since, Cancel);
            var changes = delta.Changes.Where(change => change.Table == notes).ToList();
            Assert.False(delta.Overflow);
            exact.Add(new(delta.Now.ToString(), ListKeys(changes)));
            withoutInProgress.Add(new(delta.Now.ToString(), ListKeys(changes.Where(change => change.Xid >= since.Xmax))));
            since = delta.Now;
            Interlocked.Increment(ref _polls);
        });
        return exact;
    }

    /// <summary>By a statement that answers its snapshot, the next cursor (null: nothing was found) and the keys found.</summary>
    private async Task<List<Poll>> FollowAsync(string sql, string cursor)
    {
        var polls = new List<Poll>();
        await PollAsync(async () =>
        {
            await using var command = _database.Database.DataSource.CreateCommand(sql);
            command.Parameters.Add(new() { Value = cursor });
            await using var row = await command.ExecuteReaderAsync(Cancel);
            await row.ReadAsync(Cancel);
            var found = !await row.IsDBNullAsync(1, Cancel);
            polls.Add(new(row.GetString(0), found ? row.GetFieldValue<int[]>(2) : []));
            cursor = found ? row.GetString(1) : cursor;
        });
        return polls;
    }

    /// <summary>Until all is written, and once more.</summary>
    private async Task PollAsync(Func<Task> poll)
    {
        while (!_written.IsCancellationRequested)
        {
            await poll();
        }

        await poll();
    }

    private async Task WriteAsync(int writer)
    {
        var random = new Random(writer);
        await using var connection = await _database.Database.DataSource.OpenConnectionAsync(Cancel);
        for (var i = 0; i < TransactionsOfOne; i++)
        {
            var name = $"{_database.Database.Name}_{writer}_{i}";
            var (a, b, c) = (1 + random.Next(SharedRows / 2), 1 + (SharedRows / 2) + random.Next(SharedRows / 2), SharedRows + 1 + writer);
            await (((writer + i) % 6) switch
            {
                0 => RunAsync(connection, Change(random, a)),
                1 => RunAsync(connection, "begin", Change(random, a), Change(random, b), Change(random, c), "commit"),
                2 => RunAsync(connection, "begin", Change(random, a), Change(random, b), "rollback"),
                3 => RunAsync(
                    connection, "begin", Change(random, a), "savepoint s", Change(random, b), i % 2 == 0 ? "rollback to s" : "release s",
                    Change(random, c), "commit"),
                4 when writer < 4 => RunAsync(
                    connection, "begin", Change(random, a), Change(random, c), $"prepare transaction '{name}'",
                    $"{(i % 3 == 0 ? "rollback" : "commit")} prepared '{name}'"),
                _ => CommitLaterAsync(connection, random, c),
            });
        }
    }

    /// <summary>Begins before another transaction that commits, is polled twice, and commits then.</summary>
    private async Task CommitLaterAsync(NpgsqlConnection connection, Random random, int id)
    {
        await RunAsync(connection, "begin", Change(random, id));
        await _database.Database.ExecuteAsync(Change(random, id + Writers));
        var polled = Volatile.Read(ref _polls);
        await Eventually.Holds(() => Volatile.Read(ref _polls) >= polled + 2);
        await RunAsync(connection, Change(random, id), "commit");
    }

    private static string Change(Random random, int id) => random.Next(4) switch
    {
        0 => $"delete from notes where id = {id}",
        1 => $"update notes set n = n + 1, updated_at = now() where id = {id}",
        _ => $"insert into notes (id) values ({id}) on conflict (id) do update set n = notes.n + 1, updated_at = now()",
    };

    private static async Task RunAsync(NpgsqlConnection connection, params string[] statements)
    {
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(Cancel);
        }
    }

    /// <summary>After how many polls a copy, in which each poll renews the rows that it has found, differs from the table.</summary>
    private async Task<int> CountDifferencesAsync(List<Poll> polls)
    {
        var copy = new Dictionary<int, long>();
        var differences = 0;
        foreach (var poll in polls)
        {
            var table = await ReadTableAsync(poll.Snapshot);
            foreach (var id in poll.Keys)
            {
                if (table.TryGetValue(id, out var step))
                {
                    copy[id] = step;
                }
                else
                {
                    copy.Remove(id);
                }
            }

            differences += copy.Count == table.Count && copy.All(row => table.GetValueOrDefault(row.Key) == row.Value) ? 0 : 1;
        }

        return differences;
    }

    /// <summary>The rows of a snapshot, each with the step that wrote it.</summary>
    private async Task<Dictionary<int, long>> ReadTableAsync(string snapshot)
    {
        await using var command = _database.Database.DataSource.CreateCommand("""
            select id, step from (
              select distinct on (id) id, step, gone from aside.history
              where pg_visible_in_snapshot(xid, $1::pg_snapshot) order by id, step desc) x
            where not gone
            """);
        command.Parameters.Add(new() { Value = snapshot });
        await using var rows = await command.ExecuteReaderAsync(Cancel);
        var table = new Dictionary<int, long>();
        while (await rows.ReadAsync(Cancel))
        {
            table[rows.GetInt32(0)] = rows.GetInt64(1);
        }

        return table;
    }

    private static int[] ListKeys(IEnumerable<Change> changes) =>
    [
        .. changes.Where(change => change.Key.Count > 0)
            .Select(change => int.Parse(change.Key[0], CultureInfo.InvariantCulture)).Distinct(),
    ];

    /// <summary>What a poll saw, and the keys of the rows that it found changed.</summary>
    private sealed record Poll(string Snapshot, int[] Keys);
}
