using System.Threading.Channels;
using Jim.Data.Migrations;
using Jim.Platform.Cache;
using Jim.Platform.Changes;
using Jim.Platform.Schemas;
using Jim.Platform.Subscriptions;
using Jim.Platform.Tests.Subscriptions;
using Jim.Postgres.Changes;
using Microsoft.Extensions.Time.Testing;

namespace Jim.Platform.Tests.Changes;

/// <summary>Who hears of a change of a real database, and in which order.</summary>
public sealed class ChangeSpineTests : IAsyncLifetime
{
    private readonly HeldStore _store = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly FakeTimeProvider _timeProvider = new(DateTimeOffset.UnixEpoch);
    private MigratedDatabase _database = null!;
    private ChangeTailer _tailer = null!;
    private LiveQueries _live = null!;
    private SchemaOwner _schemas = null!;
    private ChangeSpine _changes = null!;
    private Task _following = Task.CompletedTask;
    private uint _notes;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await MigratedDatabase.CreateAsync(DataModel.None);
        await _database.Database.ExecuteAsync(
            "create table notes (id int primary key); select jim.track('notes'); grant select on notes to jim_user");
        _notes = await _database.ScalarAsync<uint>("select 'notes'::regclass::oid");
        _tailer = new ChangeTailer(new ChangeReader(_database.Gateway), TimeProvider.System, NullLogger<ChangeTailer>.Instance);
        _live = new LiveQueries(_tailer, TimeProvider.System, LiveOptions.Default);
        _schemas = new SchemaOwner(
            new SnapshotBuilder(_database.Gateway, new SnapshotOptions(["public"])), _timeProvider, NullLogger<SchemaOwner>.Instance);
        await _schemas.CheckAsync(Cancel);
        var cache = new ResultCache(_store, TimeProvider.System, NullLogger<ResultCache>.Instance);
        var bus = new InProcessBus(TimeProvider.System, NullLogger<InProcessBus>.Instance);
        _changes = new ChangeSpine(_tailer, _schemas, cache, _live, bus);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        _live.Dispose();
        _tailer.Dispose();
        _schemas.Dispose();
        _stop.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task The_cache_hears_of_a_commit_and_then_live_queries()
    {
        _following = _changes.FollowRowsAsync(_stop.Token);
        await _tailer.WaitUntilToldAsync(PgSnapshot.Parse("1:1:"), Cancel);
        var query = new ScriptedQuery("notes", _notes);
        await using var answers = _live.SubscribeAsync(() => query.On(1), _stop.Token).GetAsyncEnumerator(Cancel);
        var first = answers.MoveNextAsync();
        await query.AnswerAsync("1", 3, Cancel);
        Assert.True(await first);

        await _database.Database.ExecuteAsync("insert into notes values (1)");
        var (tags, goOn) = await _store.BumpingAsync(Cancel);
        Assert.Equal([CacheTags.ForTable(_notes), CacheTags.ForValue(new ScopeValue(_notes, 1, 1))], tags);
        Assert.True(query.IsIdle);
        goOn.SetResult();
        await query.AnswerAsync("2", ulong.MaxValue, Cancel);
        Assert.True(await answers.MoveNextAsync());
    }

    [Fact]
    public async Task Live_queries_hear_of_a_new_schema()
    {
        _following = _changes.FollowSchemaAsync(_stop.Token);
        var query = new ScriptedQuery("notes", _notes);
        LivePreparation Prepare() => _schemas.Current.Version == 1 ? query.On(1) : new LiveRefusal([new GraphQLError("gone")]);
        await using var answers = _live.SubscribeAsync(Prepare, Cancel).GetAsyncEnumerator(Cancel);
        var first = answers.MoveNextAsync();
        await query.AnswerAsync("1", 3, Cancel);
        Assert.True(await first);

        await _database.Database.ExecuteAsync("alter table notes add extra int");
        _timeProvider.Advance(SchemaOwner.PollInterval);
        Assert.True(await answers.MoveNextAsync());
        Assert.Equal("JIM_SCHEMA_CHANGED", answers.Current.Errors[0].Code);
        Assert.False(await answers.MoveNextAsync());
    }

    /// <summary>Less time passes than from poll to poll.</summary>
    [Fact]
    public async Task A_committed_change_of_structure_is_looked_at_without_a_poll()
    {
        _following = Task.WhenAll(_changes.FollowSchemaAsync(_stop.Token), _changes.FollowRowsAsync(_stop.Token));
        await _tailer.WaitUntilToldAsync(PgSnapshot.Parse("1:1:"), Cancel);
        await _database.Database.ExecuteAsync("alter table notes add extra int");
        var left = SchemaOwner.PollInterval;
        await Eventually.Holds(() =>
        {
            var step = left / 8;
            left -= step;
            _timeProvider.Advance(step);
            return _schemas.Current.Version == 2;
        });
    }

    /// <summary>A store that does not take news before the test lets it.</summary>
    private sealed class HeldStore : ICacheStore
    {
        private readonly MemoryCacheStore _inner = new(TimeProvider.System);
        private readonly Channel<(IReadOnlyList<string> Tags, TaskCompletionSource GoOn)> _bumps =
            Channel.CreateUnbounded<(IReadOnlyList<string>, TaskCompletionSource)>();

        public ValueTask<(IReadOnlyList<string> Tags, TaskCompletionSource GoOn)> BumpingAsync(CancellationToken cancellationToken) =>
            _bumps.Reader.ReadAsync(cancellationToken);

        public ValueTask<CacheEntry> FindAsync(string key, IReadOnlyList<string> tags, CancellationToken cancellationToken) =>
            _inner.FindAsync(key, tags, cancellationToken);

        public async ValueTask BumpAsync(IReadOnlyList<string> tags, ulong progress, CancellationToken cancellationToken)
        {
            var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _bumps.Writer.TryWrite((tags, goOn));
            await goOn.Task.WaitAsync(cancellationToken);
            await _inner.BumpAsync(tags, progress, cancellationToken);
        }

        public ValueTask SetAsync(
            string key, IReadOnlyList<string> versions, byte[] value, TimeSpan timeToLive, CancellationToken cancellationToken) =>
            _inner.SetAsync(key, versions, value, timeToLive, cancellationToken);
    }
}
