using System.Diagnostics;
using Jim.Postgres.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Postgres.Changes;

/// <summary>
/// Follows the change log, once per node: reads what was committed since its last read when it is woken (by a commit of this node or of
/// another one), and otherwise at a steady interval. Each delta is handed on before the next is read, so that every change is reported
/// exactly once and in the order of the log. After a fault of the database it reads again from the same place, so that nothing is skipped.
/// </summary>
public sealed partial class ChangeTailer(ChangeReader reader, TimeProvider timeProvider, ILogger<ChangeTailer> logger) : IDisposable
{
    /// <summary>
    /// The interval while there are live queries: the longest time until writes of other nodes and of plain SQL are seen.
    /// </summary>
    public static readonly TimeSpan LivePollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The interval while there are no live queries and only the cache must hear of changes. The cache promises to be current after 500 ms;
    /// half of that leaves time for reading and telling.
    /// </summary>
    public static readonly TimeSpan IdlePollInterval = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan FaultPause = TimeSpan.FromMilliseconds(250);
    private readonly Outage _outage = new();
    private readonly SemaphoreSlim _woken = new(0, 1);
    private int _liveReaders;

    /// <summary>
    /// The span of the commit that woke the tailer; the span of the delta goes into its trace. Null where nothing but the time woke it.
    /// </summary>
    private Activity? _waker;

    private volatile Position _position = new(null);

    /// <summary>Wakes the tailer, and completes when it has reported all changes that <paramref name="pgSnapshot"/> sees.</summary>
    public async Task WaitUntilToldAsync(PgSnapshot pgSnapshot, CancellationToken cancellationToken)
    {
        while (_position is var position && position.Told?.Includes(pgSnapshot) != true)
        {
            Wake();
            await position.Passed.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The snapshot up to which changes were reported; null: none were yet.</summary>
    public PgSnapshot? Told => _position.Told;

    /// <summary>Completes when the tailer has reported what a further read has found.</summary>
    public Task WaitForNextAsync() => _position.Passed.Task;

    /// <summary>Reads at <see cref="LivePollInterval"/> until the returned handle is disposed.</summary>
    public IDisposable PollForLiveData()
    {
        if (Interlocked.Increment(ref _liveReaders) == 1)
        {
            Wake();
        }

        return new Handle(this);
    }

    /// <summary>
    /// Makes the tailer read now, because something was committed. However many calls come during a read, one more read follows it. Thread
    /// safe.
    /// </summary>
    public void Wake()
    {
        if (JimTelemetry.FindCause() is { } waker)
        {
            Volatile.Write(ref _waker, waker);
        }

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

    /// <summary>Reads and reports changes until it is cancelled; it then returns without an exception.</summary>
    /// <param name="tell">
    /// Called with every delta, empty ones too; the next one is read when it has completed. Where it throws, it is called with the same
    /// changes again.
    /// </param>
    /// <param name="cancellationToken">Ends the tailer.</param>
    /// <param name="begin">
    /// Called with the snapshot of now; the deltas begin with the snapshot that it returns. Null: they begin now.
    /// </param>
    public async Task RunAsync(
        Func<Delta, CancellationToken, ValueTask> tell, CancellationToken cancellationToken,
        Func<PgSnapshot, CancellationToken, ValueTask<PgSnapshot>>? begin = null)
    {
        PgSnapshot? since = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                since ??= await BeginAsync(begin, cancellationToken);
                since = await AdvanceAsync(since, tell, cancellationToken);
                var passed = _position;
                _position = new Position(since);
                passed.Passed.SetResult();
                if (_outage.End())
                {
                    Log.ChangeLogReadable(logger);
                }

                await _woken.WaitAsync(Volatile.Read(ref _liveReaders) > 0 ? LivePollInterval : IdlePollInterval, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                var fault = e is PostgresException refused ? refused.SqlState : e.GetType().Name;
                if (_outage.Begin(fault))
                {
                    Log.ChangeLogUnreadable(logger, fault);
                }

                await Task.Delay(FaultPause, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception fault)
            {
                // The delta is read and told once more, because nobody else tells it.
                if (_outage.Begin(fault.GetType().Name))
                {
                    BackgroundFaults.Report(logger, "the following of the change log", fault);
                }

                await Task.Delay(BackgroundFaults.Pause, timeProvider, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<PgSnapshot> BeginAsync(
        Func<PgSnapshot, CancellationToken, ValueTask<PgSnapshot>>? begin, CancellationToken cancellationToken)
    {
        var now = await reader.CurrentAsync(cancellationToken);
        return begin is null ? now : await begin(now, cancellationToken);
    }

    private async Task<PgSnapshot> AdvanceAsync(
        PgSnapshot since, Func<Delta, CancellationToken, ValueTask> tell, CancellationToken cancellationToken)
    {
        var readAt = Stopwatch.GetTimestamp();
        var waker = Interlocked.Exchange(ref _waker, null);
        var delta = await reader.ReadAsync(since, cancellationToken);
        using (delta.IsEmpty ? null : TailerTelemetry.StartDelta(waker, delta))
        {
            await tell(delta, cancellationToken);
        }

        TailerTelemetry.RecordTold(readAt);
        return delta.Now;
    }

    /// <summary>The snapshot up to which changes were reported, and a task that completes when it advances.</summary>
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
                Interlocked.Decrement(ref tailer._liveReaders);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.ChangeLogUnreadable, LogLevel.Warning,
            "The change log cannot be read ({Fault}); live data and cache wait for the database.")]
        public static partial void ChangeLogUnreadable(ILogger logger, string fault);

        [LoggerMessage(LogEvents.ChangeLogReadable, LogLevel.Information, "The change log can be read again.")]
        public static partial void ChangeLogReadable(ILogger logger);
    }
}
