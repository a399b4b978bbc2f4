using Npgsql;

namespace Jim.Platform.Tests.Files;

/// <summary>A transaction that others wait for.</summary>
internal sealed class HeldRows(FilesWorld world, NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    /// <summary>Waits until so many wait for it.</summary>
    public Task BlocksAsync(int waiting) => Eventually.Holds(async () => await world.ValueAsync<long>(
        $"select count(*) from pg_stat_activity where {connection.ProcessID} = any(pg_blocking_pids(pid))") >= waiting);

    public Task CommitAsync() => transaction.CommitAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
