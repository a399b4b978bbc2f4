using System.Buffers.Text;
using System.Globalization;
using Npgsql;

namespace Jim.EndToEnd.Tests;

/// <summary>Two gateways of one installation and a table with row rights, whose history tells who saw which rows in any snapshot.</summary>
public sealed class ChangedModelWorld : EmbeddedWorld
{
    private const string Tables = $"""
        create schema aside;
        create sequence aside.steps;
        create table aside.notes (id int, owner uuid, flag bool, v bigint, gone bool, step bigint, xid xid8);
        create table aside.shares (note int, gone bool, step bigint, xid xid8);
        create table notes (id int primary key, owner uuid not null, flag bool not null, v bigint not null default 0);
        create table shares (note int, reader uuid, primary key (note, reader));
        create function aside.stamp() returns trigger language plpgsql as $$
        begin
          new.v := nextval('aside.steps');
          return new;
        end $$;
        create function aside.note() returns trigger language plpgsql as $$
        declare
          r notes := coalesce(new, old);
        begin
          insert into aside.notes values (r.id, r.owner, r.flag, r.v, tg_op = 'DELETE', nextval('aside.steps'), pg_current_xact_id());
          return null;
        end $$;
        create function aside.share() returns trigger language plpgsql as $$
        begin
          insert into aside.shares
            values (coalesce(new.note, old.note), tg_op = 'DELETE', nextval('aside.steps'), pg_current_xact_id());
          return null;
        end $$;
        create trigger stamp before insert or update on notes for each row execute function aside.stamp();
        create trigger note after insert or update or delete on notes for each row execute function aside.note();
        create trigger share after insert or delete on shares for each row execute function aside.share();
        alter table notes enable row level security;
        create policy own on notes for select to jim_user using (owner = (select jim.user_id()));
        create policy shared on notes for select to jim_user
          using (exists (select from shares s where s.note = id and s.reader = (select jim.user_id())));
        grant select on notes, shares to jim_user
        """;

    private readonly JimProcess?[] _gateways = new JimProcess?[2];
    private readonly Dictionary<string, string>[] _environments = new Dictionary<string, string>[2];

    public ChangedModelWorld() => Environment["JIM_MODEL"] = "none";

    public override string Issuer => $"{Environment["JIM_PUBLIC_URL"]}/realms/jim";

    public Uri Find(int gateway) => _gateways[gateway]!.Address;

    public Task KillAsync(int gateway) => _gateways[gateway]!.KillAsync();

    public async Task StartAgainAsync(int gateway) => _gateways[gateway] = await JimProcess.RunAsync(_environments[gateway]);

    public override async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways.OfType<JimProcess>())
        {
            await gateway.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override async Task<TestDatabase> CreateDatabaseAsync()
    {
        var database = await base.CreateDatabaseAsync();
        await database.ExecuteAsync(Tables);
        return database;
    }

    protected override async Task StartAsync()
    {
        Environment["JIM_PUBLIC_URL"] = Environment["JIM_LISTEN"];
        for (var i = 0; i < _gateways.Length; i++)
        {
            var listen = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");
            _environments[i] = EnvironmentWith(("JIM_LISTEN", i == 0 ? Environment["JIM_LISTEN"] : listen));
            await StartAgainAsync(i);
        }

        Gateway = _gateways[0]!;
    }
}

/// <summary>
/// A client's copy, kept by nothing but events, equals the table under the client's rights and filter at every cursor, while writers commit
/// out of order and the client loses its connection again and again.
/// </summary>
public sealed class ChangedModelTests(ChangedModelWorld world) : IClassFixture<ChangedModelWorld>
{
    private const int Writers = 6;
    private const int Rounds = 60;
    private const int Rows = 30;

    /// <summary>The row that is written last in each round, so that the round is known to have been told.</summary>
    private const int Last = 1000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_equals_the_table_at_every_cursor(bool isCut)
    {
        await world.Database.ExecuteAsync("delete from notes; delete from shares");
        var alice = await world.As("alice");
        var begin = (string)(await alice.AskAsync("{ notes(first: 1) { nodes { id } } }"))["extensions"]!["cursor"]!;
        var seen = new Seen();
        using var written = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var following = Task.Run(() => FollowAsync(alice.Token!, begin, isCut, seen, written.Token), Cancel);
        for (var round = 0; round < Rounds; round++)
        {
            // One transaction begins before the others of the round, and is committed when they have been told.
            await using var late = await world.Database.DataSource.OpenConnectionAsync(Cancel);
            var random = new Random(round);
            await RunAsync(late, "begin", Change(random, Rows + 1 + random.Next(Writers)));
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(round, writer)));
            var last = await world.Database.ScalarAsync<long>(
                $"insert into notes values ({Last}, '{JimWorld.Alice}', true) on conflict (id) do update set v = 0 returning v");
            await Eventually.Holds(() => following.IsCompleted || seen.Last >= last);
            await RunAsync(late, Change(random, Rows + 1 + random.Next(Writers)), "commit");
        }

        await written.CancelAsync();
        await following;
        TestContext.Current.TestOutputHelper?.WriteLine(seen.ToString());
        Assert.True(seen.Compared > 50, seen.ToString());
        Assert.True(isCut ? seen.GoneOn > 20 : seen.Resets == 0, seen.ToString());
    }

    [Fact]
    public async Task It_goes_on_at_another_node_when_its_own_is_killed()
    {
        await world.Database.ExecuteAsync("delete from notes; delete from shares");
        await world.Database.ExecuteAsync($"insert into notes select n, '{JimWorld.Alice}', true from generate_series(1, 3) n");
        var alice = await world.As("alice");
        var cursor = (string)(await alice.AskAsync("{ notes(first: 1) { nodes { id } } }"))["extensions"]!["cursor"]!;
        for (var round = 0; round < 2; round++)
        {
            await using (var before = await SubscribeAsync(world.Find(round), alice.Token!, cursor))
            {
                await world.Database.ExecuteAsync("update notes set flag = true where id = 1");
                cursor = await ExpectAsync(before, "UPDATE", 1);
                await world.KillAsync(round);
            }

            // While nobody follows: one row twice, one that comes, one of somebody else's.
            await world.Database.ExecuteAsync($"""
                update notes set flag = true where id = 2;
                update notes set flag = true where id = 2;
                insert into notes values ({10 + round}, '{JimWorld.Alice}', true), ({20 + round}, '{JimWorld.Bob}', true)
                """);
            await using var after = await SubscribeAsync(world.Find(1 - round), alice.Token!, cursor);
            cursor = await ExpectAsync(after, "UPDATE", 2);
            cursor = await ExpectAsync(after, "INSERT", 10 + round);
            await world.Database.ExecuteAsync(
                $"delete from notes where id = 3 or id >= 20; insert into notes values (3, '{JimWorld.Alice}', true)");
            var told = await NextAsync(after);
            cursor = (string)told["cursor"]!;
            Assert.True((string?)told["operation"] is "DELETE" or "UPDATE", told.ToJsonString());
            if ((string?)told["operation"] == "DELETE")
            {
                cursor = await ExpectAsync(after, "INSERT", 3);
            }

            await world.StartAgainAsync(round);
        }
    }

    [Fact]
    public async Task A_cursor_of_which_the_log_is_trimmed_gets_a_marked_fresh_start()
    {
        var alice = await world.As("alice");
        var cursor = (string)(await alice.AskAsync("{ notes(first: 1) { nodes { id } } }"))["extensions"]!["cursor"]!;
        var xid = await world.Database.ScalarAsync<string>(
            $"insert into notes values (500, '{JimWorld.Alice}', true) returning pg_current_xact_id()::text");

        // A mark is below what ran when it was made, in whatever database of the cluster.
        await Eventually.Holds(
            () => world.Database.ScalarAsync<bool>($"select pg_snapshot_xmin(pg_current_snapshot()) > '{xid}'::xid8"));
        await world.Database.ExecuteAsync("""
            insert into jim.change_mark (at, floor) select now() - interval '2 hours', pg_snapshot_xmin(pg_current_snapshot());
            delete from jim.change where xid < pg_snapshot_xmin(pg_current_snapshot())
            """);
        try
        {
            await using var after = await SubscribeAsync(world.Find(1), alice.Token!, cursor);
            var reset = await NextAsync(after);
            Assert.Equal(
                $"{{\"operation\":\"RESET\",\"id\":null,\"note\":null,\"changedColumns\":null,\"cursor\":\"{reset["cursor"]}\"}}",
                reset.ToJsonString());
            await world.Database.ExecuteAsync($"insert into notes values (501, '{JimWorld.Alice}', true)");
            await ExpectAsync(after, "INSERT", 501);
        }
        finally
        {
            await world.Database.ExecuteAsync("delete from jim.change_mark");
        }
    }

    private static async Task<LiveClient> SubscribeAsync(Uri address, string token, string cursor)
    {
        const string Query =
            "subscription { noteChanged(where: { flag: { eq: true } }) { operation id note { v } changedColumns cursor } }";
        var client = await LiveClient.ConnectAsync(address, token);
        await client.SubscribeAsync("1", Query, cursor: cursor);
        return client;
    }

    private static async Task<JsonNode> NextAsync(LiveClient client)
    {
        var payload = (await client.UntilAsync(m => (string?)m["type"] is "next" or "error"))["payload"]!;
        return payload["data"]?["noteChanged"] ?? throw new InvalidOperationException(payload.ToJsonString());
    }

    private static async Task<string> ExpectAsync(LiveClient client, string operation, int id)
    {
        var told = await NextAsync(client);
        Assert.Equal((operation, id), ((string?)told["operation"], (int?)told["id"]));
        return (string)told["cursor"]!;
    }

    private async Task FollowAsync(string token, string cursor, bool isCut, Seen seen, CancellationToken written)
    {
        var (copy, random) = (new Dictionary<int, long>(), new Random(7));
        var client = await SubscribeAsync(world.Find(0), token, cursor);
        var isFirst = false;
        while (!written.IsCancellationRequested)
        {
            var next = NextAsync(client);
            if (await Task.WhenAny(next, Task.Delay(Timeout.Infinite, written)) != next)
            {
                break;
            }

            var told = await next;
            cursor = (string)told["cursor"]!;
            await ApplyAsync(told, copy, seen);
            seen.GoneOn += isFirst && (string?)told["operation"] != "RESET" ? 1 : 0;
            isFirst = false;
            if (IsWhole(cursor))
            {
                seen.Compared++;
                Assert.Equal(await ReadTableAsync(FindSnapshot(cursor)), new SortedDictionary<int, long>(copy));
                seen.Last = copy.GetValueOrDefault(Last);
            }

            if (isCut && random.Next(4) == 0)
            {
                await client.DisposeAsync();
                client = await SubscribeAsync(world.Find(random.Next(2)), token, cursor);
                isFirst = true;
            }
        }

        await client.DisposeAsync();
    }

    /// <summary>No event tells what the copy has already.</summary>
    private async Task ApplyAsync(JsonNode told, Dictionary<int, long> copy, Seen seen)
    {
        var (id, v) = ((int?)told["id"] ?? 0, (long?)told["note"]?["v"] ?? 0);
        switch ((string?)told["operation"])
        {
            case "INSERT":
                copy.Add(id, v);
                break;
            case "UPDATE":
                Assert.NotEqual(v, copy.GetValueOrDefault(id));
                copy[id] = v;
                break;
            case "DELETE":
                Assert.True(copy.Remove(id));
                break;
            default:
                seen.Resets++;
                copy.Clear();
                foreach (var (row, version) in await ReadTableAsync(FindSnapshot((string)told["cursor"]!)))
                {
                    copy.Add(row, version);
                }

                break;
        }
    }

    private static string ReadToken(string cursor) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor).AsSpan(17));

    private static string FindSnapshot(string cursor) => ReadToken(cursor).Split('|')[0];

    /// <summary>False: in the middle of the events of one moment.</summary>
    private static bool IsWhole(string cursor) => ReadToken(cursor).Split('|').Length == 2;

    /// <summary>What the client has to have in a snapshot.</summary>
    private async Task<SortedDictionary<int, long>> ReadTableAsync(string snapshot)
    {
        await using var command = world.Database.DataSource.CreateCommand($"""
            select n.id, n.v from (
              select distinct on (id) * from aside.notes where pg_visible_in_snapshot(xid, $1::pg_snapshot) order by id, step desc) n
            left join (
              select distinct on (note) * from aside.shares where pg_visible_in_snapshot(xid, $1::pg_snapshot) order by note, step desc
            ) s on s.note = n.id
            where not n.gone and n.flag and (n.owner = '{JimWorld.Alice}' or s.gone = false)
            """);
        command.Parameters.Add(new() { Value = snapshot });
        await using var rows = await command.ExecuteReaderAsync(Cancel);
        var table = new SortedDictionary<int, long>();
        while (await rows.ReadAsync(Cancel))
        {
            table[rows.GetInt32(0)] = rows.GetInt64(1);
        }

        return table;
    }

    private async Task WriteAsync(int round, int writer)
    {
        var random = new Random((round * Writers) + writer);
        await using var connection = await world.Database.DataSource.OpenConnectionAsync(Cancel);
        var (a, b) = (1 + random.Next(Rows / 2), 1 + (Rows / 2) + random.Next(Rows / 2));
        await (writer switch
        {
            0 or 1 => RunAsync(connection, "begin", Change(random, a), Change(random, b), "commit"),
            2 => RunAsync(connection, "begin", Change(random, a), Change(random, b), "rollback"),
            3 => RunAsync(
                connection, "begin", Change(random, a), "savepoint s", Change(random, b), round % 2 == 0 ? "rollback to s" : "release s",
                "commit"),
            _ => RunAsync(connection, Change(random, a)),
        });
    }

    private static string Change(Random random, int id)
    {
        var owner = random.Next(3) == 0 ? JimWorld.Bob : JimWorld.Alice;
        return random.Next(20) switch
        {
            0 => $"delete from notes where id = {id}",
            1 => $"insert into shares values ({id}, '{JimWorld.Alice}') on conflict do nothing",
            2 => $"delete from shares where note = {id} and reader = '{JimWorld.Alice}'",
            3 or 4 => $"update notes set owner = '{owner}' where id = {id}",
            5 or 6 => $"update notes set flag = not flag where id = {id}",
            < 14 => $"update notes set v = 0 where id = {id}",
            _ => $"insert into notes values ({id}, '{owner}', true) on conflict (id) do update set v = 0",
        };
    }

    private static async Task RunAsync(NpgsqlConnection connection, params string[] statements)
    {
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(Cancel);
        }
    }

    /// <summary>What came of a run.</summary>
    private sealed record Seen
    {
        /// <summary>The version of the row that is written last, once the copy has it.</summary>
        public long Last { get; set; }

        /// <summary>How often the copy was compared.</summary>
        public int Compared { get; set; }

        public int Resets { get; set; }

        /// <summary>How often it went on after a cut without a fresh start.</summary>
        public int GoneOn { get; set; }
    }
}
