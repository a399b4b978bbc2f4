using System.Globalization;
using Jim.Postgres.Diagnostics;
using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>
/// A few connections and a bounded queue of requests that wait for one, served in the order of their coming. A request is refused when the
/// queue is full or when it has waited too long.
/// </summary>
public sealed class ConnectionPool : IAsyncDisposable
{
    private readonly SemaphoreSlim _free;
    private readonly int _waitingMax;
    private readonly TimeSpan _waitMax;
    private readonly int _sizeMax;
    private readonly string _name;
    private int _waiting;
    private int _measured;

    /// <param name="fixedSize">Null: three connections per core, and once more of them where the round trip to Postgres is long.</param>
    internal ConnectionPool(PoolOptions options, string name, int? fixedSize, TimeSpan statementTimeout)
    {
        _name = name;
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

            // Without the reset a small request takes half of the time. Nothing leaks between users, for every batch sets all claims.
            NoResetOnClose = true,
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            Timeout = Math.Max(1, (int)options.ConnectTimeout.TotalSeconds),
            CommandTimeout = (int)statementTimeout.TotalSeconds + 5,
            CancellationTimeout = 2000,
            KeepAlive = 30,
            ReadBufferSize = 16 * 1024,
            Options = $"{given.Options} -c statement_timeout={milliseconds} -c idle_in_transaction_session_timeout=60000"
                + " -c jit=off -c DateStyle=ISO -c IntervalStyle=iso_8601",
        };
        DataSource = JimTelemetry.BuildDataSource(connection);
        _free = new SemaphoreSlim(size, _sizeMax);
        _waitingMax = size * options.WaitingPerConnection;
        _waitMax = options.WaitMax;
    }

    /// <summary>Connections that may be used at once.</summary>
    public int Size { get; private set; }

    /// <summary>For work that must not wait in the queue: reading the catalog, health checks.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>Waits for a connection. Throws <see cref="OverloadedException"/> or <see cref="DatabaseUnavailableException"/>.</summary>
    public async ValueTask<ConnectionLease> LeaseAsync(CancellationToken cancellationToken)
    {
        var begun = PoolTelemetry.Begin();
        if (!_free.Wait(0, cancellationToken))
        {
            await EnqueueAsync(cancellationToken);
        }

        try
        {
            var connection = await DataSource.OpenConnectionAsync(cancellationToken);
            if (_measured == 0 && Interlocked.Exchange(ref _measured, 1) == 0)
            {
                await GrowAsync(connection, cancellationToken);
            }

            PoolTelemetry.End(begun, _name);
            return new ConnectionLease(connection, _free);
        }
        catch (Exception failure)
        {
            _free.Release();
            if (PostgresFailure.IsUnavailable(failure))
            {
                throw new DatabaseUnavailableException(failure);
            }

            throw;
        }
    }

    /// <summary>Closes idle connections: after a restart of Postgres all of them are dead, and each would fail one request.</summary>
    public void DropIdle() => DataSource.Clear();

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        _free.Dispose();
    }

    /// <summary>With a round trip of 1 ms a connection is idle for most of the time, so more of them keep Postgres as busy.</summary>
    private async Task GrowAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var roundTrip = await RoundTripTime.MeasureAsync(connection, cancellationToken);
        var size = Math.Clamp((int)(Size * RoundTripTime.GetPoolFactor(roundTrip)), Size, _sizeMax);
        if (size > Size)
        {
            _free.Release(size - Size);
            Size = size;
        }
    }

    private async Task EnqueueAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > _waitingMax)
        {
            Interlocked.Decrement(ref _waiting);
            throw new OverloadedException((int)Math.Ceiling(_waitMax.TotalSeconds));
        }

        PoolTelemetry.AddPending(1, _name);
        try
        {
            if (!await _free.WaitAsync(_waitMax, cancellationToken))
            {
                throw new OverloadedException((int)Math.Ceiling(_waitMax.TotalSeconds));
            }
        }
        finally
        {
            PoolTelemetry.AddPending(-1, _name);
            Interlocked.Decrement(ref _waiting);
        }
    }
}
