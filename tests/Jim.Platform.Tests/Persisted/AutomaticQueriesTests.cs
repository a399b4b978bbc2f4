using Jim.Platform.Cache;
using Jim.Platform.Persisted;

namespace Jim.Platform.Tests.Persisted;

public sealed class AutomaticQueriesTests
{
    private static readonly byte[] Text = "{ me { name } }"u8.ToArray();
    private static readonly string Hash = DocumentHash.Compute(Text);
    private readonly SharedStore _store = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alone_it_knows_what_it_was_told()
    {
        var queries = new AutomaticQueries(null);
        Assert.Null(await queries.FindAsync(Hash, Cancel));
        await queries.StoreAsync(Hash, Text, Cancel);
        Assert.Equal(Text, await queries.FindAsync(Hash, Cancel));
    }

    [Fact]
    public async Task What_one_node_was_told_the_others_know_and_keep()
    {
        await new AutomaticQueries(_store).StoreAsync(Hash, Text, Cancel);
        var other = new AutomaticQueries(_store);
        Assert.Equal(Text, await other.FindAsync(Hash, Cancel));
        _store.Away = true;
        Assert.NotNull(await other.FindAsync(Hash, Cancel));
    }

    [Fact]
    public async Task A_shared_store_that_is_away_is_a_miss_and_no_failure()
    {
        _store.Away = true;
        var queries = new AutomaticQueries(_store);
        Assert.Null(await queries.FindAsync(Hash, Cancel));
        await queries.StoreAsync(Hash, Text, Cancel);
        Assert.NotNull(await queries.FindAsync(Hash, Cancel));
    }

    [Fact]
    public async Task What_the_shared_store_lost_is_told_to_it_again()
    {
        var queries = new AutomaticQueries(_store);
        await queries.StoreAsync(Hash, Text, Cancel);
        _store.Kept.Clear();
        await queries.StoreAsync(Hash, Text, Cancel);
        Assert.NotNull(await new AutomaticQueries(_store).FindAsync(Hash, Cancel));
    }

    [Fact]
    public async Task A_text_that_is_not_the_hashs_is_not_taken_from_the_shared_store()
    {
        var queries = new AutomaticQueries(_store);
        await queries.StoreAsync(Hash, Text, Cancel);
        _store.Kept[_store.Kept.Keys.Single()] = "{ other }"u8.ToArray();
        Assert.Null(await new AutomaticQueries(_store).FindAsync(Hash, Cancel));
    }

    [Fact]
    public async Task The_kept_text_is_a_copy()
    {
        var queries = new AutomaticQueries(null);
        var body = Text.ToArray();
        await queries.StoreAsync(Hash, body, Cancel);
        body.AsSpan().Clear();
        Assert.Equal(Text, await queries.FindAsync(Hash, Cancel));
    }

    /// <summary>A store with a switch for the network.</summary>
    private sealed class SharedStore : ICacheStore
    {
        public bool Away { get; set; }

        public Dictionary<string, byte[]> Kept { get; } = [];

        public ValueTask<CacheEntry> FindAsync(string key, IReadOnlyList<string> tags, CancellationToken cancellationToken) =>
            Away
                ? throw new CacheUnavailableException("away")
                : ValueTask.FromResult(new CacheEntry([], Kept.TryGetValue(key, out var kept) ? (ReadOnlyMemory<byte>?)kept : null));

        public ValueTask BumpAsync(IReadOnlyList<string> tags, ulong progress, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask SetAsync(
            string key, IReadOnlyList<string> versions, byte[] value, TimeSpan timeToLive, CancellationToken cancellationToken)
        {
            Kept[key] = Away ? throw new CacheUnavailableException("away") : value;
            return ValueTask.CompletedTask;
        }
    }
}
