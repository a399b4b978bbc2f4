using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>
/// A connection on loan from a <see cref="ConnectionPool"/>. Disposing it returns the connection and lets the next waiting request have
/// one; disposing it again does nothing. Not thread safe, but for what a <see cref="StatementCanceller"/> does to it.
/// </summary>
public sealed class ConnectionLease : IAsyncDisposable
{
    private readonly FairQueue _queue;
    private readonly FairShare _share;
    private readonly TimedUse _use;
    private StatementCanceller? _canceller;
    private TimeSpan _cancelDelay;
    private CancellationTokenRegistration _leaving;
    private CancelState _cancelState;
    private bool _returned;

    internal ConnectionLease(ConnectionPool pool, NpgsqlConnection connection, FairQueue queue, FairShare share, TimedUse use) =>
        (Pool, Connection, _queue, _share, _use) = (pool, connection, queue, share, use);

    private enum CancelState
    {
        /// <summary>The statement that runs may be cancelled.</summary>
        Open,

        /// <summary>A request to cancel it is on its way to Postgres.</summary>
        Cancelling,

        /// <summary>Nothing of this lease may be cancelled any more.</summary>
        Closed,
    }

    /// <summary>The open connection; not to be used after the lease is disposed.</summary>
    public NpgsqlConnection Connection { get; }

    internal ConnectionPool Pool { get; }

    /// <summary>The number of the process of Postgres that serves the connection; 0 where no request can be left.</summary>
    internal int ProcessId { get; private set; }

    /// <summary>True when nothing of the lease may be cancelled any more.</summary>
    internal bool IsClosedToCancelling => _cancelState == CancelState.Closed;

    /// <summary>
    /// Has no more statements of this lease cancelled: for a rollback, and before the connection is handed on. Waits for the answer to a
    /// request to cancel that is on its way, so that it cannot hit what runs on the connection next.
    /// </summary>
    public async ValueTask StopCancellingAsync()
    {
        while (Interlocked.CompareExchange(ref _cancelState, CancelState.Closed, CancelState.Open) == CancelState.Cancelling)
        {
            await _canceller!.RoundTrip;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_returned)
        {
            return;
        }

        _returned = true;
        _leaving.Unregister();
        try
        {
            await StopCancellingAsync();
            await Connection.DisposeAsync();
        }
        finally
        {
            _use.End();
            _queue.Leave(_share);
        }
    }

    /// <summary>From the moment in which the request is left, its statements are cancelled until the lease is returned.</summary>
    /// <param name="delay">How long after that moment the first one is cancelled.</param>
    internal void CancelWhenLeft(StatementCanceller canceller, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            (_canceller, _cancelDelay, ProcessId) = (canceller, delay, Connection.ProcessID);
            _leaving = cancellationToken.UnsafeRegister(
                static lease => ((ConnectionLease)lease!)._canceller!.Add((ConnectionLease)lease, ((ConnectionLease)lease)._cancelDelay),
                this);
        }
    }

    /// <summary>False: the lease was returned, or nothing of it may be cancelled any more.</summary>
    internal bool TryBeginCancelling() =>
        Interlocked.CompareExchange(ref _cancelState, CancelState.Cancelling, CancelState.Open) == CancelState.Open;

    /// <summary>The request to cancel, which <see cref="TryBeginCancelling"/> allowed, has been answered or was not sent.</summary>
    internal void EndCancelling() => Interlocked.Exchange(ref _cancelState, CancelState.Open);
}
