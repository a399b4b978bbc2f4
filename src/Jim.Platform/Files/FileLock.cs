using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>Locks a file's row while a new version of it is staged, if the caller may change the file.</summary>
internal static class FileLock
{
    /// <summary>The same in a transaction that ends at once, to find out whether it can be done.</summary>
    /// <exception cref="GraphQLException">As of <see cref="TakeAsync"/>.</exception>
    public static async Task TryAsync(NpgsqlDataSource dataSource, UploadTarget.NewVersion version, Caller caller)
    {
        await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await TakeAsync(connection, version, caller);
    }

    /// <summary>
    /// Locks the row in the present transaction, which runs with the caller's rights from here on. FOR UPDATE makes Postgres check the
    /// right to change the row without a change.
    /// </summary>
    /// <param name="version">The file, and the version that it must have.</param>
    /// <exception cref="GraphQLException">
    /// The file has another version, the caller may not change it, or may not see it.
    /// </exception>
    public static async Task TakeAsync(NpgsqlConnection connection, UploadTarget.NewVersion version, Caller caller)
    {
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(Claims.Command(caller));
        batch.BatchCommands.Add(
            FileCommands.Build("select version from jim.files where id = $1 and deleted_at is null for update", version.FileId));
        batch.BatchCommands.Add(FileCommands.Build("select from jim.files where id = $1 and deleted_at is null", version.FileId));
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        await reader.NextResultAsync(CancellationToken.None);
        if (await reader.ReadAsync(CancellationToken.None))
        {
            if (version.IfVersion is { } expected && reader.GetInt64(0) != expected)
            {
                throw FileErrors.Stale();
            }

            return;
        }

        await reader.NextResultAsync(CancellationToken.None);
        throw await reader.ReadAsync(CancellationToken.None) ? FileErrors.Forbidden("change this file") : FileErrors.Target("id");
    }
}
