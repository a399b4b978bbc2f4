using Jim.Platform.Cache;

namespace Jim.Platform.Tests.Cache;

public sealed class GatheredReadsTests
{
    private readonly List<(string Keys, TaskCompletionSource GoOn)> _begun = [];
    private readonly GatheredReads<string, string> _reads;
    private int _now;

    public GatheredReadsTests() => _reads = new GatheredReads<string, string>(ReadAsync);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_during_a_read_is_answered_by_the_next_one_which_is_shared()
    {
        var first = AskAsync("a");
        var (second, third) = (AskAsync("b", "a"), AskAsync("c", "b", "c"));
        Assert.Equal(["a"], _begun.Select(read => read.Keys));
        _now = 7;
        _begun[0].GoOn.SetResult();
        Assert.Equal("a0", await first);
        await Eventually.Holds(() => _begun.Count == 2);
        Assert.Equal("b a c", _begun[1].Keys);
        var fourth = AskAsync("d");
        _begun[1].GoOn.SetResult();
        Assert.Equal("b7 a7", await second);
        Assert.Equal("c7 b7 c7", await third);
        await Eventually.Holds(() => _begun.Count == 3);
        _begun[2].GoOn.SetResult();
        Assert.Equal("d7", await fourth);
    }

    [Fact]
    public async Task Who_asks_alone_does_not_wait()
    {
        for (var time = 0; time < 3; time++)
        {
            var asked = AskAsync($"a{time}");
            await Eventually.Holds(() => _begun.Count == time + 1);
            _begun[time].GoOn.SetResult();
            Assert.Equal($"a{time}0", await asked);
        }
    }

    [Fact]
    public async Task A_fault_is_that_of_all_who_wait_for_the_read_and_of_nobody_else()
    {
        var first = AskAsync("a");
        var second = AskAsync("b");
        _begun[0].GoOn.SetException(new CacheUnavailableException("away"));
        await Assert.ThrowsAsync<CacheUnavailableException>(() => first);
        await Eventually.Holds(() => _begun.Count == 2);
        _begun[1].GoOn.SetResult();
        Assert.Equal("b0", await second);
    }

    [Fact]
    public async Task Who_leaves_does_not_end_the_read_of_others()
    {
        using var leaves = new CancellationTokenSource();
        var first = _reads.ReadAsync(["a"], leaves.Token).AsTask();
        var second = AskAsync("b");
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _begun[0].GoOn.SetResult();
        await Eventually.Holds(() => _begun.Count == 2);
        _begun[1].GoOn.SetResult();
        Assert.Equal("b0", await second);
    }

    [Fact]
    public async Task A_read_of_many_keys_does_not_wait_for_the_one_before()
    {
        var first = AskAsync("a");
        var many = AskAsync([.. Enumerable.Range(0, 1000).Select(n => $"{n}-")]);
        Assert.Equal(2, _begun.Count);
        _begun[1].GoOn.SetResult();
        Assert.StartsWith("0-0 1-0", await many, StringComparison.Ordinal);
        _begun[0].GoOn.SetResult();
        Assert.Equal("a0", await first);
    }

    private async Task<string> AskAsync(params string[] keys) => string.Join(' ', await _reads.ReadAsync(keys, Cancel));

    /// <summary>Values as they are when the read begins.</summary>
    private async Task<string[]> ReadAsync(string[] keys)
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var values = Array.ConvertAll(keys, key => $"{key}{_now}");
        _begun.Add((string.Join(' ', keys), goOn));
        await goOn.Task;
        return values;
    }
}
