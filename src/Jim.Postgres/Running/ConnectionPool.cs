using System.Globalization;
using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>A few connections with a fair, bounded queue in front: first come, first served; refused when the queue is full or the wait too long.</summary>
public sealed class ConnectionPool : IAsyncDisposable
{
    private readonly SemaphoreSlim _free;
    private readonly int _waitingMax;
    private readonly TimeSpan _waitMax;
    private int _waiting;

    internal ConnectionPool(PoolOptions options, string name, int size, TimeSpan statementTimeout)
    {
        var milliseconds = ((long)statementTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            ApplicationName = name,
            MaxPoolSize = size,
            MinPoolSize = 0,
            Multiplexing = false,

            // Saves half of a small request; a test shows that nothing leaks between users (design §6).
            NoResetOnClose = true,
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            Timeout = Math.Max(1, (int)options.ConnectTimeout.TotalSeconds),
            CommandTimeout = (int)statementTimeout.TotalSeconds + 5,
            CancellationTimeout = 2000,
            KeepAlive = 30,
            ReadBufferSize = 16 * 1024,
            Options = $"-c statement_timeout={milliseconds} -c idle_in_transaction_session_timeout=60000 -c jit=off -c DateStyle=ISO -c IntervalStyle=iso_8601",
        };
        DataSource = NpgsqlDataSource.Create(connection);
        _free = new SemaphoreSlim(size, size);
        _waitingMax = size * options.WaitingPerConnection;
        _waitMax = options.WaitMax;
    }

    /// <summary>For work that needs a connection outside the queue (the catalog, health).</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>Waits for a connection. Throws <see cref="OverloadedException"/> or <see cref="DatabaseUnavailableException"/>.</summary>
    public async ValueTask<ConnectionLease> LeaseAsync(CancellationToken cancellation)
    {
        if (!_free.Wait(0, cancellation))
        {
            await EnqueueAsync(cancellation);
        }

        try
        {
            return new ConnectionLease(await DataSource.OpenConnectionAsync(cancellation), _free);
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

    private async Task EnqueueAsync(CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _waiting) > _waitingMax)
        {
            Interlocked.Decrement(ref _waiting);
            throw new OverloadedException((int)Math.Ceiling(_waitMax.TotalSeconds));
        }

        try
        {
            if (!await _free.WaitAsync(_waitMax, cancellation))
            {
                throw new OverloadedException((int)Math.Ceiling(_waitMax.TotalSeconds));
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
