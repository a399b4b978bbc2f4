namespace Jim.Platform.Messaging;

/// <summary>Runs an action at the first disposal; further disposals do nothing.</summary>
internal sealed class DisposeOnce(Func<ValueTask> end) : IAsyncDisposable
{
    private int _ended;

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _ended, 1) == 0 ? end() : ValueTask.CompletedTask;
}
