using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>
/// A connection on loan from a <see cref="ConnectionPool"/>. Disposing it returns the connection and lets the next waiting request have
/// one; disposing it again does nothing. Not thread safe.
/// </summary>
public sealed class ConnectionLease(NpgsqlConnection connection, SemaphoreSlim free) : IAsyncDisposable
{
    private bool _returned;

    /// <summary>The open connection; not to be used after the lease is disposed.</summary>
    public NpgsqlConnection Connection { get; } = connection;

    public async ValueTask DisposeAsync()
    {
        if (_returned)
        {
            return;
        }

        _returned = true;
        try
        {
            await Connection.DisposeAsync();
        }
        finally
        {
            free.Release();
        }
    }
}
