using Jim.Platform.Jobs;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>
/// Deletes the rows of files that were deleted longer ago than they are kept. A trigger leaves rows of <c>jim.removals</c> for their copies,
/// which <see cref="Copies.RemovalSweep"/> removes. A database that was restored from a backup, or that knows of the trash only since a
/// migration, gives its deleted files all of that time from then on.
/// </summary>
public sealed partial class TrashSweep(
    NpgsqlDataSource dataSource, FilesOptions options, TimeProvider timeProvider, ILogger<TrashSweep> logger) : IKeeperDuty
{
    private const int BatchSize = 100;

    private const string Begun = """
        not exists (select from jim.setting
          where name in ('restored', 'trash') and convert_from(value, 'UTF8')::timestamptz > now() - $1)
        """;

    private const string OldSql = $"""
        select id, deleted_at from jim.files where deleted_at < now() - $1 and (deleted_at, id) > ($2, $3) and {Begun}
        order by deleted_at, id limit $4
        """;

    private const string CountSql = $"""
        select (select count(*) from jim.files where deleted_at < now() - $1 and {Begun}), count(*) filter (where since < now() - $1),
          count(*) filter (where since < now() - $2)
        from jim.removals where target in (select name from jim.targets where removed_at is null)
        """;

    /// <summary>One that was restored meanwhile is left.</summary>
    private const string DeleteSql = "delete from jim.files where id = any ($1) and deleted_at < now() - $2 returning id";

    /// <summary>They have had their time, but for an hour in which a worker that holds an old version may still write a copy.</summary>
    private const string DueSql = "update jim.removals set since = now() - $2 + interval '1 hour' where file_id = any ($1)";

    /// <summary>Between two batches, so that others get most of the disk.</summary>
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(100);

    public TimeSpan Every => TimeSpan.FromHours(1);

    /// <summary>
    /// The files and the copies that are due now, and the copies that have been due for so long that a keeper must have had the time.
    /// </summary>
    public static async Task<(long Files, long Copies, long Overdue)> CountAsync(
        NpgsqlDataSource dataSource, TimeSpan kept, TimeSpan overdue, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(CountSql, kept, kept + overdue);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    public async Task RunAsync(bool isFirst, CancellationToken cancellationToken)
    {
        if (options.Trash is not { } kept)
        {
            return;
        }

        var (removed, refused, last) = (0, 0, (DeletedAt: DateTime.UnixEpoch, Id: Guid.Empty));
        while (await ReadAsync(kept, last, cancellationToken) is { Count: > 0 } batch)
        {
            last = batch[^1];
            var left = await DeleteAsync([.. batch.Select(f => f.Id)], kept, cancellationToken);
            removed += batch.Count - left;
            refused += left;
            await Task.Delay(pause, timeProvider, cancellationToken);
        }

        if (removed > 0)
        {
            Log.TrashRemoved(logger, removed);
        }

        if (refused > 0)
        {
            Log.TrashKept(logger, refused);
        }
    }

    private async Task<List<(DateTime DeletedAt, Guid Id)>> ReadAsync(
        TimeSpan kept, (DateTime DeletedAt, Guid Id) after, CancellationToken cancellationToken)
    {
        var found = new List<(DateTime, Guid)>();
        await using var command = dataSource.CreateCommand(OldSql, kept, after.DeletedAt, after.Id, BatchSize);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetDateTime(1), reader.GetGuid(0)));
        }

        return found;
    }

    /// <summary>How many could not be deleted: a row of the team's may point at one, or a trigger refuse.</summary>
    private async Task<int> DeleteAsync(Guid[] ids, TimeSpan kept, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var gone = await DeleteAsync(connection, ids, kept, cancellationToken);
            await connection.ExecuteAsync([Statements.BuildCommand(DueSql, gone, kept)], cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return 0;
        }
        catch (PostgresException e) when (!e.IsTransient && ids.Length > 1)
        {
            var refused = 0;
            foreach (var id in ids)
            {
                refused += await DeleteAsync([id], kept, cancellationToken);
            }

            return refused;
        }
        catch (PostgresException e) when (!e.IsTransient)
        {
            return 1;
        }
    }

    private static async Task<Guid[]> DeleteAsync(
        NpgsqlConnection connection, Guid[] ids, TimeSpan kept, CancellationToken cancellationToken)
    {
        var gone = new List<Guid>();
        await using var batch = connection.CreateBatch().With([Statements.BuildCommand(DeleteSql, ids, kept)]);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            gone.Add(reader.GetGuid(0));
        }

        return [.. gone];
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.TrashRemoved, LogLevel.Information, "Removed {Files} files whose time in the trash is over.")]
        public static partial void TrashRemoved(ILogger logger, int files);

        [LoggerMessage(
            LogEvents.TrashKept, LogLevel.Warning,
            "{Files} files stay in the trash: the database refuses to delete their rows, as where a row of another table points at one.")]
        public static partial void TrashKept(ILogger logger, int files);
    }
}
