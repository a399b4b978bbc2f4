using System.Globalization;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>
/// A few connections, shared out among users by a <see cref="FairQueue"/>: a request is refused when its user's own queue is full or when
/// it has waited too long. Thread safe.
/// </summary>
public sealed class ConnectionPool : IAsyncDisposable
{
    private readonly FairQueue _queue;
    private readonly StatementCanceller _canceller;
    private readonly DatabaseTime _time;
    private readonly TimeSpan _cancelDelay;
    private readonly int _sizeMax;
    private readonly string _name;
    private int _measured;

    /// <param name="options">Where Postgres is, how far a pool may grow, and how long a request may wait.</param>
    /// <param name="name">The pool's name in metrics; Postgres shows it as <c>application_name</c>.</param>
    /// <param name="fixedSize">
    /// How many connections; null: three per core, raised once, after the first connection, where the round trip to Postgres is long.
    /// </param>
    /// <param name="statementTimeout">After this time Postgres ends a statement.</param>
    /// <param name="canceller">Ends the statements whose requests are left.</param>
    /// <param name="cancelDelay">How long a statement goes on when its request is left.</param>
    /// <param name="time">Is charged with the time for which users hold connections.</param>
    internal ConnectionPool(
        PoolOptions options, string name, int? fixedSize, TimeSpan statementTimeout, StatementCanceller canceller, TimeSpan cancelDelay,
        DatabaseTime time)
    {
        (_name, _canceller, _cancelDelay, _time) = (name, canceller, cancelDelay, time);
        var size = fixedSize ?? 3 * Environment.ProcessorCount;
        _sizeMax = Math.Max(size, fixedSize ?? options.SizeMax);
        _measured = fixedSize is null ? 0 : 1;
        Size = size;
        var milliseconds = ((long)statementTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        var given = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = name,
            MaxPoolSize = _sizeMax,
            MinPoolSize = 0,
            Multiplexing = false,

            // Npgsql would reset the session before each use of a connection, which doubles the time of a small request (measured). Without
            // the reset nothing leaks from one user to the next, because every batch sets the role and all claims first.
            NoResetOnClose = true,
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            Timeout = Math.Max(1, (int)options.ConnectTimeout.TotalSeconds),
            CommandTimeout = (int)statementTimeout.TotalSeconds + 5,
            CancellationTimeout = 2000,
            KeepAlive = 30,
            ReadBufferSize = 16 * 1024,
            // What is shown as Postgres' text must be readable again as the same value, whatever the database is set to.
            Options = $"{given.Options} -c statement_timeout={milliseconds} -c idle_in_transaction_session_timeout=60000"
                + " -c jit=off -c DateStyle=ISO -c IntervalStyle=iso_8601 -c extra_float_digits=1",
        };
        DataSource = JimTelemetry.BuildDataSource(connection);
        _queue = new FairQueue(size, size * options.WaitingPerConnection, options.WaitMax, options.TimeProvider, time);
    }

    /// <summary>How many connections may be used at once.</summary>
    public int Size { get; private set; }

    /// <summary>The connections without the queue, for work that must not wait in it: reading the catalog, health checks.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>
    /// Waits for a connection. Throws <see cref="OverloadedException"/>, <see cref="DatabaseUnavailableException"/>, or
    /// <see cref="OperationCanceledException"/>.
    /// </summary>
    /// <param name="caller">For whom; a job runs for the user who queued it.</param>
    /// <param name="cancellationToken">
    /// The request is left: it stops waiting, and as long as the lease is held, its statements are cancelled in Postgres. Nothing of Npgsql
    /// need be given this token.
    /// </param>
    public ValueTask<ConnectionLease> LeaseAsync(Caller caller, CancellationToken cancellationToken) =>
        LeaseAsync(caller.ShareKey, isCharged: true, cancellationToken);

    /// <summary>The same for several users together, without an end and without charging one for the time for which it is held.</summary>
    /// <param name="share">Whose turn it takes; not one of theirs, who may have used it up.</param>
    internal ValueTask<ConnectionLease> LeaseUnchargedAsync(string share) => LeaseAsync(share, isCharged: false, CancellationToken.None);

    /// <summary>Closes idle connections: after a restart of Postgres all of them are dead, and each would fail one request.</summary>
    public void DropIdle() => DataSource.Clear();

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        _queue.Dispose();
    }

    private async ValueTask<ConnectionLease> LeaseAsync(string user, bool isCharged, CancellationToken cancellationToken)
    {
        var begun = PoolTelemetry.Begin();
        var share = await EnterAsync(user, cancellationToken);
        try
        {
            var connection = await DataSource.OpenConnectionAsync(cancellationToken);
            if (_measured == 0 && Interlocked.Exchange(ref _measured, 1) == 0)
            {
                await GrowAsync(connection);
            }

            PoolTelemetry.End(begun, _name);
            var lease = new ConnectionLease(this, connection, _queue, share, isCharged ? _time.Begin(user) : default);
            lease.CancelWhenLeft(_canceller, _cancelDelay, cancellationToken);
            return lease;
        }
        catch (Exception failure)
        {
            _queue.Leave(share);
            if (PostgresFailure.IsUnavailable(failure))
            {
                throw new DatabaseUnavailableException(failure);
            }

            throw;
        }
    }

    private ValueTask<FairShare> EnterAsync(string user, CancellationToken cancellationToken)
    {
        var entering = _queue.EnterAsync(user, cancellationToken);
        return entering.IsCompleted ? entering : WaitAsync(entering);
    }

    private async ValueTask<FairShare> WaitAsync(ValueTask<FairShare> entering)
    {
        PoolTelemetry.AddPending(1, _name);
        try
        {
            return await entering;
        }
        finally
        {
            PoolTelemetry.AddPending(-1, _name);
        }
    }

    /// <summary>
    /// Raises the number of connections by the measured round trip. A connection is idle while a statement and its answer travel, so over a
    /// slow network (1 ms is slow already) more connections are needed to keep Postgres equally busy.
    /// </summary>
    private async Task GrowAsync(NpgsqlConnection connection)
    {
        var roundTrip = await RoundTripTime.MeasureAsync(connection);
        var size = Math.Clamp((int)(Size * RoundTripTime.GetPoolFactor(roundTrip)), Size, _sizeMax);
        if (size > Size)
        {
            _queue.Grow(size - Size);
            Size = size;
        }
    }
}
