using Jim.Data.Migrations;
using Jim.Platform.Identity;
using Jim.Postgres.Changes;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Platform.Tests.Identity;

/// <summary>Several processes on one database know of the same revocations.</summary>
public sealed class RevocationLogTests : IAsyncLifetime
{
    private MigratedDatabase _database = null!;
    private ChangeReader _reader = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await MigratedDatabase.CreateAsync(DataModel.None);
        _reader = new ChangeReader(_database.Gateway);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task What_one_records_the_others_read_by_the_change_log_and_the_same_token_is_taken_once()
    {
        var (here, there) = (new Node(_database.Gateway), new Node(_database.Gateway));
        await there.Log.LoadAsync(Cancel);
        var since = await FollowAsync(there, await _reader.CurrentAsync(Cancel));
        Assert.True(await here.Log.RecordAsync(Session("s1"), "j1", Cancel));
        Assert.False(await new Node(_database.Gateway).Log.RecordAsync(Session("s1"), "j1", Cancel));
        Assert.True(await here.Log.RecordAsync(new Revocation("bob", null, Now) { Roles = ["editor"] }, null, Cancel));
        Assert.True(here.Known.Cover(Token("ada", "s1")));
        Assert.False(there.Known.Cover(Token("bob", "s9") with { Roles = ["editor"] }));

        since = await FollowAsync(there, since);
        Assert.True(there.Known.Cover(Token("ada", "s1")));
        Assert.True(there.Known.Cover(Token("bob", "s9") with { Roles = ["editor"] }));
        Assert.False(there.Known.Cover(Token("bob", "s9")));

        // Nothing is read where nothing tells of it.
        await _database.Database.ExecuteAsync($"insert into jim.revocations (session, issued_until) values ('s2', '{Now:O}')");
        await FollowAsync(there, since);
        Assert.False(there.Known.Cover(Token("ada", "s2")));
    }

    [Fact]
    public async Task One_that_commits_after_a_later_one_is_read_too()
    {
        var (here, there) = (new Node(_database.Gateway), new Node(_database.Gateway));
        var since = await FollowAsync(there, await _reader.CurrentAsync(Cancel));
        await using var connection = await _database.Database.DataSource.OpenConnectionAsync(Cancel);
        await using var slow = await connection.BeginTransactionAsync(Cancel);
        await using var insert = new NpgsqlCommand(
            $"insert into jim.revocations (session, issued_until) values ('slow', '{Now:O}'); select jim.mark_changed('jim.revocations')",
            connection, slow);
        await insert.ExecuteNonQueryAsync(Cancel);
        await here.Log.RecordAsync(Session("quick"), null, Cancel);
        since = await FollowAsync(there, since);
        Assert.True(there.Known.Cover(Token("ada", "quick")));
        Assert.False(there.Known.Cover(Token("ada", "slow")));
        await slow.CommitAsync(Cancel);
        await FollowAsync(there, since);
        Assert.True(there.Known.Cover(Token("ada", "slow")));
    }

    [Fact]
    public async Task A_process_that_starts_knows_what_was_revoked_before()
    {
        await new Node(_database.Gateway).Log.RecordAsync(Session("s1"), null, Cancel);
        var late = new Node(_database.Gateway);
        await late.Log.LoadAsync(Cancel);
        Assert.True(late.Known.Cover(Token("ada", "s1")));

        // And what comes between its start and the first delta.
        await new Node(_database.Gateway).Log.RecordAsync(Session("s2"), null, Cancel);
        await FollowAsync(late, await _reader.CurrentAsync(Cancel));
        Assert.True(late.Known.Cover(Token("ada", "s2")));
    }

    [Fact]
    public async Task An_overflow_of_the_change_log_hides_none()
    {
        var there = new Node(_database.Gateway);
        var since = await FollowAsync(there, await _reader.CurrentAsync(Cancel));
        await new Node(_database.Gateway).Log.RecordAsync(Session("s1"), null, Cancel);
        await there.Log.FollowAsync(new Delta(since, await _reader.CurrentAsync(Cancel), [], Overflow: true), Cancel);
        Assert.True(there.Known.Cover(Token("ada", "s1")));
    }

    [Fact]
    public async Task Without_the_database_this_process_closes_what_is_open_and_the_rest_is_read_when_it_is_back()
    {
        var (here, there) = (new Node(_database.Gateway), new Node(_database.Gateway));
        var since = await FollowAsync(there, await _reader.CurrentAsync(Cancel));
        await here.Log.RecordAsync(Session("s1"), null, Cancel);
        var delta = await _reader.ReadAsync(since, Cancel);
        await _database.LockOutAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => here.Log.RecordAsync(Session("s2"), "j2", Cancel));
        Assert.True(here.Known.Cover(Token("ada", "s2")));
        await here.Log.RevokeAsync(Session("s3"), Cancel);
        Assert.True(here.Known.Cover(Token("ada", "s3")));
        await there.Log.FollowAsync(delta, Cancel);
        Assert.False(there.Known.Cover(Token("ada", "s1")));

        await _database.LetInAsync();
        await FollowAsync(there, delta.Now);
        Assert.True(there.Known.Cover(Token("ada", "s1")));
        Assert.True(await here.Log.RecordAsync(Session("s2"), "j2", Cancel));
    }

    private static DateTimeOffset Now { get; } = DateTimeOffset.UtcNow;

    private static Revocation Session(string session) => new("ada", session, Now);

    private static Caller Token(string subject, string session) =>
        new("jim_user", subject, [], null, null, null, Now.AddHours(1)) { Session = session, IssuedAt = Now.AddMinutes(-1) };

    private async Task<PgSnapshot> FollowAsync(Node node, PgSnapshot since)
    {
        var delta = await _reader.ReadAsync(since, Cancel);
        await node.Log.FollowAsync(delta, Cancel);
        return delta.Now;
    }

    private sealed class Node
    {
        public Node(NpgsqlDataSource dataSource)
        {
            var bus = new InProcessBus(TimeProvider.System, NullLogger<InProcessBus>.Instance);
            Log = new RevocationLog(dataSource, Known, bus, NullLogger<RevocationLog>.Instance);
        }

        public Revocations Known { get; } = new(TimeProvider.System);

        public RevocationLog Log { get; }
    }
}
