using Jim.Platform.Cache;
using Jim.Platform.Changes;
using Jim.Postgres.Changes;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Jim.Platform.Tests.Changes;

/// <summary>What a client may read after its own write while the change log is not read.</summary>
public sealed class CommitNoticeTests : IAsyncLifetime
{
    private const uint Table = 7;
    private static readonly PgSnapshot Written = PgSnapshot.Parse("9:9:");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly NpgsqlDataSource _nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
    private readonly ResultCache _cache;
    private readonly ChangeTailer _tailer;
    private readonly CommitNotice _notice;

    public CommitNoticeTests()
    {
        _cache = new ResultCache(new MemoryCacheStore(_time), _time, NullLogger<ResultCache>.Instance);
        _tailer = new ChangeTailer(new ChangeReader(_nowhere), _time, NullLogger<ChangeTailer>.Instance);
        var bus = new InProcessBus(_time, NullLogger<InProcessBus>.Instance);
        _notice = new CommitNotice(_cache, _tailer, bus, _time, NullLogger<CommitNotice>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _cache.NoteToldAsync(PgSnapshot.Parse("1:1:"), Cancel);

    public async ValueTask DisposeAsync()
    {
        _tailer.Dispose();
        await _nowhere.DisposeAsync();
    }

    [Fact]
    public async Task A_write_is_answered_late_and_then_no_kept_answer_of_its_table_is_found()
    {
        await KeepAsync();
        var telling = _notice.TellAsync([Table], Written, Cancel).AsTask();
        Assert.False(await IsHitAsync([CacheTags.ForTable(Table)]));
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(telling.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await telling;
        Assert.False(await IsHitAsync(OfRow(Table)));
        Assert.True(await IsHitAsync(OfRow(Table + 1)));
    }

    [Fact]
    public async Task A_client_that_leaves_before_its_answer_finds_no_older_one_when_it_comes_back()
    {
        await KeepAsync();
        using var leaves = new CancellationTokenSource();
        var telling = _notice.TellAsync([Table], Written, leaves.Token).AsTask();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => telling);
        Assert.False(await IsHitAsync(OfRow(Table)));
    }

    [Fact]
    public async Task What_a_job_writes_shows_at_once()
    {
        await KeepAsync();
        await _notice.AnnounceAsync([Table], Written, Cancel);
        Assert.False(await IsHitAsync(OfRow(Table)));
    }

    private async Task KeepAsync()
    {
        foreach (var tags in new[] { OfRow(Table), OfRow(Table + 1), [CacheTags.ForTable(Table)] })
        {
            Assert.False(await IsHitAsync(tags));
            Assert.True(await IsHitAsync(tags));
        }
    }

    private static IReadOnlyList<string> OfRow(uint table) => CacheTags.ForReads([table], [new ScopeValue(table, 1, 5)]);

    private async Task<bool> IsHitAsync(IReadOnlyList<string> tags)
    {
        var answer = new CachedAnswer("1:1:", "{}"u8.ToArray());
        var question = Encoding.UTF8.GetBytes(string.Join(' ', tags));
        return (await _cache.GetOrRunAsync(question, tags, null, () => Task.FromResult<CachedAnswer?>(answer), Cancel)).Hit;
    }
}
