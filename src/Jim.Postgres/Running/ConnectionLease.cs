using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>A connection on loan; dispose it to let the next one in.</summary>
public sealed class ConnectionLease(NpgsqlConnection connection, SemaphoreSlim free) : IAsyncDisposable
{
    private bool _returned;

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
