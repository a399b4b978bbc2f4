using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Jim.Conformance;

/// <summary>Runs asynchronous work to its end on the calling thread, which has the stack that deep cases need.</summary>
public sealed class ThreadPump : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];

    public static T Run<T>(Func<ValueTask<T>> work)
    {
        using var pump = new ThreadPump();
        T? result = default;
        ExceptionDispatchInfo? thrown = null;
        var before = Current;
        SetSynchronizationContext(pump);
        pump.Post(async _ =>
        {
            try
            {
                result = await work();
            }
            catch (Exception e)
            {
                thrown = ExceptionDispatchInfo.Capture(e);
            }

            pump._queue.CompleteAdding();
        }, null);
        foreach (var (callback, state) in pump._queue.GetConsumingEnumerable())
        {
            callback(state);
        }

        SetSynchronizationContext(before);
        thrown?.Throw();
        return result!;
    }

    public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d, state));

    public void Dispose() => _queue.Dispose();
}
