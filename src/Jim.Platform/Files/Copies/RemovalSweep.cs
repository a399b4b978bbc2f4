using Jim.Platform.Files.Stores;
using Jim.Platform.Jobs;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files.Copies;

/// <summary>
/// Removes the copies of deleted versions from the targets, once they were kept as long as the trash is. May be killed after any step: an
/// object's key is never used again, and a row goes after its object. Where somebody has put the version's row back, its copies stay.
/// </summary>
public sealed class RemovalSweep(NpgsqlDataSource dataSource, FileTargets targets, FilesOptions options) : IKeeperDuty
{
    private const int BatchSize = 200;

    /// <summary>Objects of one target that are removed at once.</summary>
    private const int Places = 8;

    private const string PutBackSql = "delete from jim.removals r using jim.file_versions v where v.object_key = r.object_key";

    private const string DueSql = """
        select r.object_key, r.attempt from jim.removals r
        where r.target = $1 and r.since <= now() - $2 and (r.not_before is null or r.not_before <= now())
          and not exists (select from jim.file_versions v where v.object_key = r.object_key)
        order by r.since limit $3
        """;

    private const string GoneSql = "delete from jim.removals where target = $1 and object_key = $2";

    private const string LaterSql =
        "update jim.removals set attempt = attempt + 1, not_before = now() + $3, error = $4 where target = $1 and object_key = $2";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public async Task RunAsync(bool isFirst, CancellationToken cancellationToken)
    {
        await ExecuteAsync(PutBackSql);
        if (options.Trash is { } kept)
        {
            await Task.WhenAll(targets.All.Select(target => RunAsync(target, kept, cancellationToken)));
        }
    }

    /// <summary>Until nothing is due, or the target does not answer: then it rests.</summary>
    private async Task RunAsync(FileTarget target, TimeSpan kept, CancellationToken cancellationToken)
    {
        while (target.Health.Rest == TimeSpan.Zero && await ReadAsync(target.Target, kept, cancellationToken) is { Count: > 0 } due)
        {
            await Parallel.ForEachAsync(
                due, new ParallelOptions { MaxDegreeOfParallelism = Places, CancellationToken = cancellationToken },
                async (removal, stop) =>
                {
                    if (target.Health.Rest == TimeSpan.Zero)
                    {
                        await RemoveAsync(target, removal.ObjectKey, removal.Attempt, stop);
                    }
                });
        }
    }

    private async Task RemoveAsync(FileTarget target, string objectKey, int attempt, CancellationToken cancellationToken)
    {
        try
        {
            await target.DeleteAsync(objectKey, cancellationToken);
            await ExecuteAsync(GoneSql, target.Target, objectKey);
        }
        catch (ObjectStoreException e)
        {
            await ExecuteAsync(LaterSql, target.Target, objectKey, Backoff.After(attempt, Backoff.Longest), e.Message);
        }
    }

    private async Task<List<(string ObjectKey, int Attempt)>> ReadAsync(string target, TimeSpan kept, CancellationToken cancellationToken)
    {
        var found = new List<(string, int)>();
        await using var command = dataSource.CreateCommand(DueSql, target, kept, BatchSize);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetString(0), reader.GetInt32(1)));
        }

        return found;
    }

    /// <summary>Not cancelled: what was done at the target is written down.</summary>
    private async Task ExecuteAsync(string sql, params object?[] values)
    {
        await using var command = dataSource.CreateCommand(sql, values);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
