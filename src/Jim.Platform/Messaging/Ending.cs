namespace Jim.Platform.Messaging;

/// <summary>What a consumer's owner holds to end it; ending twice is ending once.</summary>
internal sealed class Ending(Func<ValueTask> end) : IAsyncDisposable
{
    private int _ended;

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _ended, 1) == 0 ? end() : ValueTask.CompletedTask;
}
