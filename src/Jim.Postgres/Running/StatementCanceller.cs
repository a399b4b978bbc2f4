using System.Diagnostics;
using Jim.Postgres.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace Jim.Postgres.Running;

/// <summary>
/// Cancels the statements of requests that were left, on a connection of its own, all of them with one statement every now and then. Npgsql
/// would cancel each by calls that block the thread, and on a connection made for it; when many clients left at the same moment, the
/// answers of all others stopped for seconds (measured). Thread safe.
/// </summary>
/// <remarks>
/// A request to cancel names a process of Postgres and not a statement. So it is sent only while the lease is held, and a lease is not
/// returned before the request's answer is there: Postgres answers when it has sent the signal, and a process that gets the signal before
/// the bytes of its next statement ignores it.
/// </remarks>
internal sealed class StatementCanceller : IAsyncDisposable
{
    /// <summary>
    /// Only processes that serve connections of Jim to this database: between Jim and Postgres there may be a pooler that tells numbers of
    /// its own.
    /// </summary>
    private const string Sql = """
        select pg_cancel_backend(pid) from pg_stat_activity
        where pid = any($1) and datname = current_database() and application_name = any($2)
        """;

    private readonly Lock _lock = new();
    private readonly NpgsqlDataSource _dataSource;
    private readonly TimeSpan _interval;
    private readonly string[] _applicationNames;
    private readonly CancellationTokenSource _ended = new();
    private readonly List<(ConnectionLease Lease, long Due)> _left = [];
    private Task _running = Task.CompletedTask;
    private volatile TaskCompletionSource _roundTrip = new();

    /// <param name="connectionString">As the login role, which may cancel the statements of its own connections.</param>
    /// <param name="interval">How far apart such statements are.</param>
    /// <param name="applicationNames">The names under which the connections show in Postgres.</param>
    public StatementCanceller(string connectionString, TimeSpan interval, params string[] applicationNames)
    {
        (_interval, _applicationNames) = (interval, applicationNames);
        _dataSource = JimTelemetry.BuildDataSource(new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "jim canceller", MaxPoolSize = 1, MinPoolSize = 0, Multiplexing = false, NoResetOnClose = true, Timeout = 3,
            CommandTimeout = 3, CancellationTimeout = -1,
        });
    }

    /// <summary>Completes when the requests to cancel that are on their way have been answered.</summary>
    public Task RoundTrip => _roundTrip.Task;

    /// <summary>
    /// Has the statements of a lease cancelled from now on until it is returned. Does no more than note it, so that any thread may call it.
    /// </summary>
    public void Add(ConnectionLease lease, TimeSpan delay)
    {
        lock (_lock)
        {
            _left.Add((lease, Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency)));
            if (_running.IsCompleted && !_ended.IsCancellationRequested)
            {
                _running = Task.Run(RunAsync);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _dataSource.DisposeAsync();
        _ended.Dispose();
    }

    /// <summary>Runs as long as there are leases of requests that were left.</summary>
    private async Task RunAsync()
    {
        while (true)
        {
            await Task.Delay(_interval, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ConnectionLease[] due;
            _roundTrip = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                var now = Stopwatch.GetTimestamp();
                _left.RemoveAll(l => l.Lease.IsClosedToCancelling);
                if (_left.Count == 0 || _ended.IsCancellationRequested)
                {
                    // Decided under the lock, so that the next lease begins another run.
                    _running = Task.CompletedTask;
                    _roundTrip.SetResult();
                    return;
                }

                due = [.. _left.Where(l => l.Due <= now && l.Lease.TryBeginCancelling()).Select(l => l.Lease)];
            }

            try
            {
                await CancelAsync(due);
            }
            finally
            {
                Array.ForEach(due, lease => lease.EndCancelling());
                _roundTrip.SetResult();
            }
        }
    }

    private async Task CancelAsync(ConnectionLease[] leases)
    {
        if (leases.Length == 0)
        {
            return;
        }

        var processes = leases.Select(l => l.ProcessId).ToArray();
        var isSent = false;
        try
        {
            await using var connection = await _dataSource.OpenConnectionAsync(_ended.Token);
            await using var command = new NpgsqlCommand(Sql, connection)
            {
                Parameters =
                {
                    new() { Value = processes, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer },
                    new() { Value = _applicationNames, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                },
            };
            isSent = true;
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException || PostgresFailure.IsUnavailable(failure))
        {
            // Postgres is away, or has no connection left; the statements end by themselves, or are cancelled in the next round. Where
            // nobody knows whether the request still arrives, the connections are closed when they are returned instead of handed on.
            foreach (var pool in isSent ? leases.Select(l => l.Pool).Distinct() : [])
            {
                pool.DropIdle();
            }
        }
    }
}
