using System.Collections.Concurrent;
using Jim.Data.Migrations;
using Jim.GraphQL.Types;
using Jim.Platform.Schemas;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Schema;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Jim.Platform.Tests.Schemas;

public sealed partial class SchemaOwnerTests : IAsyncLifetime
{
    private const string Tables = """
        create table notes (id uuid primary key, body text, owner uuid);
        alter table notes enable row level security;
        create policy read on notes for select using (owner = (select jim.user_id()));
        create function may_see() returns bool language sql stable as 'select true';
        comment on function may_see() is '@reads roles';
        create table shared (id uuid primary key, body text);
        alter table shared enable row level security;
        create policy read on shared for select using (may_see());
        """;

    private readonly FakeTimeProvider _timeProvider = new(DateTimeOffset.UnixEpoch);
    private MigratedDatabase _database = null!;
    private SchemaOwner _schemas = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await MigratedDatabase.CreateAsync(DataModel.None);
        await ExecuteAsync(Tables);
        await ExecuteAsync("grant select on notes, shared to jim_user");
        _schemas = NewOwner(FailAtClash);
        await _schemas.CheckAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _schemas.Dispose();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("alter table notes add extra int")]
    [InlineData("alter table notes alter body set not null")]
    [InlineData("alter table notes alter body set default 'x'")]
    [InlineData("alter table notes drop body")]
    [InlineData("alter table notes rename body to text")]
    [InlineData("alter table notes disable row level security")]
    [InlineData("comment on column notes.body is 'What it says.'")]
    [InlineData("grant select (id) on notes to jim_anonymous")]
    [InlineData("create unique index on notes (body)")]
    [InlineData("create table more (id uuid primary key, note_id uuid references notes)")]
    [InlineData("drop table notes")]
    [InlineData("create table below () inherits (notes)")]
    [InlineData("create unique index on shared (body) nulls not distinct")]
    [InlineData("comment on table shared is '@key body'")]
    [InlineData("revoke usage on schema public from public")]
    [InlineData("create view seen as select * from notes")]
    [InlineData("create policy more on notes using (true)")]
    [InlineData("alter policy read on notes using (true)")]
    [InlineData("create or replace function may_see() returns bool language sql stable as 'select false'")]
    [InlineData("comment on function may_see() is '@reads sub'")]
    [InlineData("alter function may_see() volatile")]
    public async Task Every_change_of_structure_rights_or_policies_gives_a_new_snapshot(string change)
    {
        var first = _schemas.Current;
        Assert.False(await _schemas.CheckAsync(Cancel));
        await ExecuteAsync(change);
        Assert.True(await _schemas.CheckAsync(Cancel));
        Assert.False(await _schemas.CheckAsync(Cancel));
        Assert.Equal((1, 2), (first.Version, _schemas.Current.Version));
        Assert.NotEqual(first.Fingerprint, _schemas.Current.Fingerprint);
    }

    [Theory]
    [InlineData("insert into notes values (gen_random_uuid(), 'x'); analyze notes")]
    [InlineData("truncate notes")]
    [InlineData("create temporary table passing (id int)")]
    [InlineData("create index on notes (body)")]
    [InlineData("create function unused() returns int language sql as 'select 1'")]
    public async Task What_no_request_can_see_gives_none(string change)
    {
        var first = _schemas.Current;
        await ExecuteAsync(change);
        Assert.False(await _schemas.CheckAsync(Cancel));
        Assert.Same(first, _schemas.Current);
    }

    [Fact]
    public async Task Two_processes_tell_a_schema_by_the_same_fingerprint()
    {
        await ExecuteAsync("alter policy read on notes using (true)");
        await _schemas.CheckAsync(Cancel);
        using var other = NewOwner();
        await other.CheckAsync(Cancel);
        Assert.Equal((2, 1), (_schemas.Current.Version, other.Current.Version));
        Assert.Equal(_schemas.Current.Fingerprint, other.Current.Fingerprint);
    }

    /// <summary>
    /// Each read of a reload fails while the gateway may not read a table that this step alone reads: the state pg_auth_members, the
    /// catalog pg_range, the policies pg_operator, the keys of cursors jim.setting.
    /// </summary>
    [Theory]
    [InlineData("pg_auth_members")]
    [InlineData("pg_range")]
    [InlineData("pg_operator")]
    [InlineData("jim.setting")]
    public async Task A_reload_that_fails_at_any_read_is_done_by_the_next_poll(string read)
    {
        var first = _schemas.Current;
        await using var polling = new Polling(_schemas, _timeProvider);
        await ExecuteAsync("alter policy read on notes using (owner is null); alter table notes add extra int");
        await DenyAsync(read);
        var since = _timeProvider.GetUtcNow() + SchemaOwner.PollInterval;
        await polling.NextAsync(() => _schemas.Failure is not null);
        Assert.Equal(new SchemaFailure(nameof(PostgresException), since), _schemas.Failure);
        Assert.Same(first.Catalog, _schemas.Current.Catalog);

        await AllowAsync(read);
        await polling.NextAsync(() => _schemas.Failure is null);
        var next = _schemas.Current;
        await Eventually.Holds(() => polling.Changed.Contains(next));
        Assert.NotEqual(first.Fingerprint, next.Fingerprint);
        Assert.True(Has(next, "Note", "extra"));
        var notes = next.Catalog.Relations.Single(r => r.Name == "notes");
        Assert.Equal(Postgres.Rights.ClaimUse.None, next.Policies.Find(notes).Claims);
    }

    [Fact]
    public async Task A_structure_that_is_no_schema_leaves_the_last_and_is_tried_again()
    {
        var first = _schemas.Current;
        await using var polling = new Polling(_schemas, _timeProvider);
        await ExecuteAsync("create table clash (id uuid primary key); grant select on clash to jim_user");
        await polling.NextAsync(() => _schemas.Failure is not null);
        Assert.Equal("Two extensions want the field name twice of Query.", _schemas.Failure!.Reason);
        await Eventually.Holds(() => !polling.Changed.IsEmpty);
        var standIn = Assert.Single(polling.Changed);
        await Assert.ThrowsAsync<SchemaException>(() => _schemas.CheckAsync(Cancel));
        Assert.Same(standIn, _schemas.Current);
        Assert.Same(first.Catalog, standIn.Catalog);

        await ExecuteAsync("comment on table clash is '@name Harmless'");
        await polling.NextAsync(() => polling.Changed.Count > 1);
        Assert.Null(_schemas.Failure);
        Assert.Equal([standIn, _schemas.Current], polling.Changed);
        Assert.True(Has(_schemas.Current, "Query", "harmlesses"));
    }

    /// <summary>What stands in the way of a new snapshot may have come with other policies.</summary>
    [Fact]
    public async Task While_no_snapshot_can_be_built_the_reads_of_policies_are_unknown()
    {
        var first = _schemas.Current;
        await ExecuteAsync("create table clash (id uuid primary key); grant select on clash to jim_user");
        await Assert.ThrowsAsync<SchemaException>(() => _schemas.CheckAsync(Cancel));
        var standIn = _schemas.Current;
        Assert.NotEqual(first.Fingerprint, standIn.Fingerprint);
        Assert.All(standIn.Catalog.Relations, relation => Assert.True(standIn.Policies.Find(relation).Unknown));

        await ExecuteAsync("drop table clash");
        Assert.True(await _schemas.CheckAsync(Cancel));
        Assert.Equal((first.Fingerprint, 3), (_schemas.Current.Fingerprint, _schemas.Current.Version));
        Assert.Contains(_schemas.Current.Catalog.Relations, relation => !_schemas.Current.Policies.Find(relation).Unknown);
    }

    /// <summary>A live query goes on while the keeper may still track a partition that was created a moment ago.</summary>
    [Fact]
    public async Task A_table_that_got_an_untracked_partition_is_waited_for_and_then_given_up()
    {
        await ExecuteAsync("""
            create table days (id int primary key) partition by range (id); grant select on days to jim_user; select jim.track('days')
            """);
        await _schemas.CheckAsync(Cancel);
        Assert.Equal((true, false), DaysAre(_schemas.Current));
        await ExecuteAsync("create table days_one partition of days for values from (1) to (10)");
        for (var poll = 1; poll <= 5; poll++)
        {
            Assert.True(await _schemas.CheckAsync(Cancel));
            Assert.Equal((false, true), DaysAre(_schemas.Current));
        }

        Assert.True(await _schemas.CheckAsync(Cancel));
        Assert.Equal((false, false), DaysAre(_schemas.Current));
        Assert.False(await _schemas.CheckAsync(Cancel));

        await ExecuteAsync("select jim.track('days')");
        Assert.True(await _schemas.CheckAsync(Cancel));
        Assert.Equal((true, false), DaysAre(_schemas.Current));
        Assert.False(await _schemas.CheckAsync(Cancel));
    }

    private static (bool Tracked, bool Awaited) DaysAre(SchemaSnapshot snapshot)
    {
        var days = snapshot.Catalog.Relations.Single(r => r.Name == "days");
        return (snapshot.IsTracked(days), snapshot.Awaited.Tables.Contains(days.Oid));
    }

    [Fact]
    public async Task Nothing_of_a_snapshot_is_seen_before_it_is_whole()
    {
        var extending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var goOn = new ManualResetEventSlim();
        using var owner = NewOwner(_ =>
        {
            extending.TrySetResult();
            goOn.Wait(Cancel);
        });
        var loading = Task.Run(() => owner.CheckAsync(Cancel), Cancel);
        await extending.Task.WaitAsync(Cancel);
        Assert.Throws<InvalidOperationException>(() => owner.Current);
        goOn.Set();
        Assert.True(await loading);
        Assert.Equal(1, owner.Current.Version);
    }

    /// <summary>
    /// A table of a name that makes Jim fail is left out alone, and what names stand in the way of is told once for each change of it.
    /// </summary>
    [Theory]
    [InlineData("create table s (id uuid primary key)", "s", "")]
    [InlineData("create table \"S\" (id uuid primary key)", "s", "")]
    [InlineData("create table x_s (id uuid primary key)", "xs", "")]
    [InlineData("create table t (id uuid primary key, a_b int, \"aB\" int, \"A_b\" int)", "ts",
        "2 parts of the database are left out")]
    [InlineData("create table \"Notes\" (id uuid primary key); create table public_note (id uuid primary key)", "publicNotes",
        "1 parts of the database are left out of the schema because of their names; the rest is served. public.Notes")]
    public async Task Odd_names_are_served_or_told_while_it_runs(string sql, string field, string told)
    {
        var log = new RecordedLog<SchemaOwner>();
        using var owner = NewOwner(log: log);
        await owner.CheckAsync(Cancel);
        await ExecuteAsync($"{sql}; grant select on all tables in schema public to jim_user");
        Assert.True(await owner.CheckAsync(Cancel));
        await ExecuteAsync("alter table notes add another int");
        Assert.True(await owner.CheckAsync(Cancel));
        Assert.True(Has(owner.Current, "Query", field) && Has(owner.Current, "Query", "notes"));
        Assert.Null(owner.Failure);
        var lines = log.Entries.Where(e => e.Id == LogEvents.SchemaIncomplete).ToList();
        Assert.Equal(told.Length == 0 ? 0 : 1, lines.Count);
        Assert.All(lines, line => Assert.Contains(told, line.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_listener_that_fails_is_told_again_and_ends_nothing()
    {
        var attempts = 0;
        using var stop = new CancellationTokenSource();
        var running = _schemas.RunAsync(
            _ =>
            {
                if (Interlocked.Increment(ref attempts) == 1)
                {
                    throw new InvalidOperationException("a fault");
                }
            },
            stop.Token);
        await ExecuteAsync("alter table notes add another int");
        await Eventually.Holds(() =>
        {
            _timeProvider.Advance(SchemaOwner.PollInterval);
            return Volatile.Read(ref attempts) == 2;
        });
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await running;
    }

    /// <summary>Two extensions that want one name: of that no schema can be made, whatever is left out.</summary>
    private static void FailAtClash(SchemaUnderConstruction schema)
    {
        if (schema.Catalog.Relations.Any(r => r.Name == "clash" && r.Tags.IsEmpty))
        {
            schema.Add(schema.Query, new FieldBuilder("twice", Scalars.Int));
            schema.Add(schema.Query, new FieldBuilder("twice", Scalars.Int));
        }
    }

    private static bool Has(SchemaSnapshot snapshot, string type, string field) =>
        snapshot.ViewFor("jim_user").TryGetType(type, out var found) && ((ObjectType)found).Fields.TryGet(field, out _);

    private SchemaOwner NewOwner(Action<SchemaUnderConstruction>? extension = null, ILogger<SchemaOwner>? log = null) => new(
        new SnapshotBuilder(_database.Gateway, new SnapshotOptions(["public"]) { Extensions = extension is null ? [] : [extension] }),
        _timeProvider, log ?? NullLogger<SchemaOwner>.Instance);

    private Task ExecuteAsync(string sql) => _database.Database.ExecuteAsync(sql);

    /// <summary>A superuser may take the rights on a catalog away, in this database alone.</summary>
    private Task DenyAsync(string table) => ExecuteAsync($"revoke select on {table} from public, {_database.GatewayUser}");

    private Task AllowAsync(string table) => ExecuteAsync($"grant select on {table} to {_database.GatewayUser}");

    /// <summary>The owner's poll loop on a clock that the test moves.</summary>
    private sealed class Polling : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly FakeTimeProvider _timeProvider;
        private readonly Task _running;

        public Polling(SchemaOwner schemas, FakeTimeProvider timeProvider)
        {
            _timeProvider = timeProvider;
            _running = schemas.RunAsync(Changed.Enqueue, _stop.Token);
        }

        public ConcurrentQueue<SchemaSnapshot> Changed { get; } = [];

        /// <summary>Lets one poll interval pass and waits for what the poll brings about.</summary>
        public async Task NextAsync(Func<bool> holds)
        {
            _timeProvider.Advance(SchemaOwner.PollInterval);
            await Eventually.Holds(holds);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }
    }
}
