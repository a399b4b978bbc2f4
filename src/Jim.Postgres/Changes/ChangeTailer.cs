using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Postgres.Changes;

/// <summary>
/// Follows the change log, once per node: reads the delta since the last snapshot when woken (a commit of this node or of another one) and
/// otherwise at a steady beat, and hands it to every listener before the next is read. A listener sees each change exactly once and in log
/// order; after a fault of the database the same delta is read again from where it stood, so nothing is skipped.
/// </summary>
public sealed partial class ChangeTailer(ChangeReader reader, TimeProvider timeProvider, ILogger<ChangeTailer> logger) : IDisposable
{
    /// <summary>The beat while somebody listens for live data; other origins' writes are seen within it.</summary>
    public static readonly TimeSpan ListeningBeat = TimeSpan.FromMilliseconds(50);

    /// <summary>The beat for the cache alone: half of the promised 500 ms.</summary>
    public static readonly TimeSpan IdleBeat = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan FaultPause = TimeSpan.FromMilliseconds(250);
    private readonly SemaphoreSlim _woken = new(0, 1);
    private ImmutableArray<Func<Delta, CancellationToken, ValueTask>> _listeners = [];
    private int _liveListeners;
    private volatile Position _position = new(null);

    /// <summary>Listens to every non-empty delta. Listeners run one after another and must not throw.</summary>
    public void Listen(Func<Delta, CancellationToken, ValueTask> listener) =>
        ImmutableInterlocked.Update(ref _listeners, (all, one) => all.Add(one), listener);

    /// <summary>Completes when every listener has been told of all that the snapshot sees; wakes the tailer for it.</summary>
    public async Task ToldAsync(PgSnapshot snapshot, CancellationToken cancellationToken)
    {
        while (_position is var position && position.Told?.Includes(snapshot) != true)
        {
            Wake();
            await position.Passed.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Counts those who wait for live data; the returned handle ends it.</summary>
    public IDisposable KeepListeningBeat()
    {
        if (Interlocked.Increment(ref _liveListeners) == 1)
        {
            Wake();
        }

        return new Handle(this);
    }

    /// <summary>Somebody committed: read now. Calls during a read lead to one more read.</summary>
    public void Wake()
    {
        try
        {
            _woken.Release();
        }
        catch (SemaphoreFullException)
        {
            // A wake-up is waiting already.
        }
    }

    public void Dispose() => _woken.Dispose();

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        PgSnapshot? since = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                since = since is null ? await reader.CurrentAsync(cancellationToken) : await AdvanceAsync(since, cancellationToken);
                var passed = _position;
                _position = new Position(since);
                passed.Passed.SetResult();
                await _woken.WaitAsync(Volatile.Read(ref _liveListeners) > 0 ? ListeningBeat : IdleBeat, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                Log.Paused(logger, e.GetType().Name);
                await Task.Delay(FaultPause, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<PgSnapshot> AdvanceAsync(PgSnapshot since, CancellationToken cancellationToken)
    {
        var delta = await reader.ReadAsync(since, cancellationToken);
        if (!delta.IsEmpty)
        {
            foreach (var listener in _listeners)
            {
                await listener(delta, cancellationToken);
            }
        }

        return delta.Now;
    }

    /// <summary>Up to where listeners have been told, and the promise that is kept when it moves on.</summary>
    private sealed record Position(PgSnapshot? Told)
    {
        public TaskCompletionSource Passed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Handle(ChangeTailer tailer) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                Interlocked.Decrement(ref tailer._liveListeners);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Warning, "The change log cannot be read ({Fault}); live data and cache wait for the database.")]
        public static partial void Paused(ILogger logger, string fault);
    }
}
