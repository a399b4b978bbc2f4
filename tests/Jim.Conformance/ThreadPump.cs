using System.Collections.Concurrent;

namespace Jim.Conformance;

/// <summary>Runs asynchronous work to its end on the calling thread, which has the stack that deep cases need.</summary>
public sealed class ThreadPump : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];

    public static T Run<T>(Func<ValueTask<T>> work)
    {
        using var pump = new ThreadPump();
        var before = Current;
        SetSynchronizationContext(pump);
        var running = pump.CompleteAsync(work);
        foreach (var (callback, state) in pump._queue.GetConsumingEnumerable())
        {
            callback(state);
        }

        SetSynchronizationContext(before);
        return running.GetAwaiter().GetResult();
    }

    public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d, state));

    public void Dispose() => _queue.Dispose();

    private async Task<T> CompleteAsync<T>(Func<ValueTask<T>> work)
    {
        try
        {
            return await work();
        }
        finally
        {
            _queue.CompleteAdding();
        }
    }
}
