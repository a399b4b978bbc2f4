using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>Locks a file's row while a new version of it is staged, if the caller may change the file.</summary>
internal static class FileLock
{
    /// <summary>
    /// Locks the row in the present transaction, which runs with the caller's rights from here on. FOR UPDATE makes Postgres check the
    /// right to change the row without a change.
    /// </summary>
    /// <param name="ifVersion">The version that the file must have; null: any.</param>
    /// <exception cref="GraphQLException">
    /// The file has another version, the caller may not change it, or may not see it.
    /// </exception>
    public static async Task TakeAsync(
        NpgsqlConnection connection, Guid fileId, long? ifVersion, Caller caller, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(Claims.Command(caller));
        batch.BatchCommands.Add(Sql.Command("select version from jim.files where id = $1 and deleted_at is null for update", fileId));
        batch.BatchCommands.Add(Sql.Command("select from jim.files where id = $1 and deleted_at is null", fileId));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (await reader.ReadAsync(cancellationToken))
        {
            if (ifVersion is { } expected && reader.GetInt64(0) != expected)
            {
                throw FileErrors.Stale();
            }

            return;
        }

        await reader.NextResultAsync(cancellationToken);
        throw await reader.ReadAsync(cancellationToken) ? FileErrors.Forbidden("change this file") : FileErrors.Target("id");
    }
}
