using System.Threading.Tasks.Sources;

namespace Jim.Postgres.Running;

/// <summary>A request that waits in a <see cref="FairQueue"/>. It ends once: by a place, by a refusal, or because it is left.</summary>
/// <param name="queue">Where it waits.</param>
/// <param name="share">The share of its user.</param>
/// <param name="arrival">Its number in the order in which all requests came.</param>
/// <param name="begun">The time stamp at which it began to wait.</param>
internal sealed class FairWaiter(FairQueue queue, FairShare share, long arrival, long begun) : IValueTaskSource<FairShare>
{
    // Whoever gives a place back holds the lock of the queue, and must not run the request that gets it.
    private ManualResetValueTaskSourceCore<FairShare> _end = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _leaving;

    public FairShare Share { get; } = share;

    public long Arrival { get; } = arrival;

    public long Begun { get; } = begun;

    /// <summary>Its place in the user's queue; in no list once it has ended.</summary>
    public LinkedListNode<FairWaiter> Node => field ??= new LinkedListNode<FairWaiter>(this);

    /// <summary>Called once, by the one who waits.</summary>
    public ValueTask<FairShare> WaitAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _leaving = cancellationToken.UnsafeRegister(static (waiter, token) => ((FairWaiter)waiter!).GiveUp(token), this);
        }

        return new ValueTask<FairShare>(this, _end.Version);
    }

    public void Serve() => _end.SetResult(Share);

    public void Refuse(OverloadedException refusal) => _end.SetException(refusal);

    FairShare IValueTaskSource<FairShare>.GetResult(short token)
    {
        _leaving.Dispose();
        return _end.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<FairShare>.GetStatus(short token) => _end.GetStatus(token);

    void IValueTaskSource<FairShare>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _end.OnCompleted(continuation, state, token, flags);

    private void GiveUp(CancellationToken token)
    {
        if (queue.TryRemove(this))
        {
            _end.SetException(new OperationCanceledException(token));
        }
    }
}
