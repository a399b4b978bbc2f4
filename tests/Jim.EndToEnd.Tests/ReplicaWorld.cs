using System.Globalization;
using Npgsql;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// Jim on a primary and two standbys of its own. The view <c>placed_notes</c> tells the port of the server that read it; the gateway keeps
/// no answers, so that each query is read. Standbys may be three seconds behind.
/// </summary>
public class ReplicaWorld : JimWorld
{
    public const int LagSeconds = 3;

    private readonly Dictionary<string, NpgsqlDataSource> _standbys = [];

    public OwnServers Servers { get; private set; } = null!;

    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    public static IReadOnlyList<string> Standbys { get; } = ["standby1", "standby2"];

    public int PortOf(string server) => new Uri(Servers[$"JIM_TEST_{server.ToUpperInvariant()}"]).Port;

    /// <summary>As superuser.</summary>
    public NpgsqlDataSource Connect(string standby) => _standbys[standby];

    /// <summary>Standbys replay nothing any more until the returned handle is disposed.</summary>
    public async Task<IAsyncDisposable> PauseAsync(params IReadOnlyList<string> standbys)
    {
        foreach (var standby in standbys)
        {
            await ExecuteAsync(standby, "select pg_wal_replay_pause()");
            await Eventually.Holds(async () =>
                (string?)await ExecuteAsync(standby, "select pg_get_wal_replay_pause_state()") == "paused");
        }

        return new Resumed(async () =>
        {
            foreach (var standby in standbys)
            {
                await ResumeAsync(standby);
            }
        });
    }

    /// <summary>What is replayed then may cancel the very statement that asks for it.</summary>
    private async Task ResumeAsync(string standby)
    {
        try
        {
            await ExecuteAsync(standby, "select pg_wal_replay_resume()");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.SerializationFailure)
        {
            await ExecuteAsync(standby, "select pg_wal_replay_resume()");
        }
    }

    public async Task<object?> ExecuteAsync(string standby, string sql)
    {
        await using var command = Connect(standby).CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>The notes of one id, as a client gets them now: the text and who has read it.</summary>
    public static async Task<(string? Text, int Port)> ReadAsync(JimClient client, int id, object? extensions = null)
    {
        var answer = await client.AskAsync(
            "query($id: Int!) { placedNotes(where: { id: { eq: $id } }) { nodes { text port } } }", new { id }, extensions);
        return Find(answer);
    }

    public static (string? Text, int Port) Find(JsonNode answer) => answer["data"]?["placedNotes"]?["nodes"] is JsonArray { Count: 1 } notes
        ? ((string?)notes[0]!["text"], (int)notes[0]!["port"]!)
        : (null, answer["errors"] is { } errors ? throw new InvalidOperationException(errors.ToJsonString()) : 0);

    /// <summary>Writes a note and gives the cursor of the answer.</summary>
    public static async Task<string> WriteAsync(JimClient client, int id, string text)
    {
        var answer = await client.AskAsync(
            "mutation($input: UpdateNoteInput!) { updateNote(input: $input) { note { text } errors { __typename } } }",
            new { input = new { id, text } });
        Assert.Equal(text, (string?)answer["data"]?["updateNote"]?["note"]?["text"]);
        return (string)answer["extensions"]!["cursor"]!;
    }

    /// <summary>Until every query of somebody who has written nothing is read from one of these.</summary>
    public async Task AwaitReadsFromAsync(params string[] servers)
    {
        var wanted = servers.Select(PortOf).ToHashSet();
        await Eventually.Holds(async () =>
        {
            var ports = new HashSet<int>();
            for (var i = 0; i < 8; i++)
            {
                ports.Add((await ReadAsync(Anonymous(), 1)).Port);
            }

            return ports.SetEquals(wanted);
        });
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var standby in _standbys.Values)
        {
            await standby.DisposeAsync();
        }

        await Servers.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async Task<TestDatabase> CreateDatabaseAsync()
    {
        Servers = await OwnServers.StartAsync(["postgres", .. Standbys]);
        return await TestDatabase.CreateInAsync(
            Servers["JIM_TEST_POSTGRES"],
            "create table notes (id int primary key, text text not null)",
            "insert into notes select i, 'first' from generate_series(1, 100) i",
            "create function here() returns int language sql stable return inet_server_port()",
            "comment on function here() is '@reads'",
            "create view placed_notes as select id, text, here() as port from notes",
            "create view slow_notes as select id, text, inet_server_port() as port, pg_sleep(3)::text as slept from notes where id = 1");
    }

    protected override async Task StartAsync()
    {
        foreach (var standby in Standbys)
        {
            _standbys[standby] = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Port = PortOf(standby), Pooling = false });
        }

        Environment["JIM_MODEL"] = "none";
        Environment["JIM_CACHE"] = "off";
        Environment["JIM_REPLICA_LAG_SECONDS"] = string.Create(CultureInfo.InvariantCulture, $"{LagSeconds}");
        Environment["DATABASE_REPLICA_URLS"] = string.Join(',', Standbys.Select(UrlOf));
        await PrepareAsync();
        Gateway = await JimProcess.RunAsync(Environment);
        await Database.ExecuteAsync("""
            grant select on placed_notes, slow_notes to jim_anonymous, jim_user;
            grant select, insert, update, delete on notes to jim_anonymous, jim_user
            """);
        await Database.AwaitTrackedAsync("notes");
        await Eventually.Holds(async () =>
            (await (await As("alice")).AskAsync("{ placedNotes(first: 1) { nodes { port } } slowNotes { totalCount } }"))["errors"]
                is null);
        await AwaitReadsFromAsync([.. Standbys]);
    }

    /// <summary>The address of the same database on a standby, for the gateway's login role.</summary>
    private string UrlOf(string standby) => new UriBuilder(Environment["DATABASE_URL"]) { Port = PortOf(standby) }.Uri.OriginalString;

    /// <summary>Changes the servers or the settings before Jim starts.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    private sealed class Resumed(Func<Task> resume) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await resume();
    }
}
