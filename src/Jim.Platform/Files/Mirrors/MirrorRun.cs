using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Spooling;
using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Platform.Files.Mirrors;

/// <summary>Makes a mirror right by hand, beside the workers that do.</summary>
public sealed class MirrorRun(
    NpgsqlDataSource dataSource, Spool spool, FileTargets targets, FilesOptions options, TimeProvider timeProvider,
    ILogger<MirrorRun> logger)
{
    private const string AgainSql = "update jim.mirrors set not_before = null where target = $1 and state = 'waiting'";

    private const string ReleaseSql = "update jim.targets set released_at = now() where name = $1";

    private const string LeftSql = """
        select count(*) filter (where error is null), count(*) filter (where error is not null) from jim.mirrors
        where target = $1 and state in ('waiting', 'going')
        """;

    private const string FailedSql = """
        select coalesce(stands, path, file_id::text), error from jim.mirrors
        where target = $1 and state in ('waiting', 'going') and error is not null order by 1 limit 20
        """;

    private static readonly TimeSpan look = TimeSpan.FromMilliseconds(200);

    /// <summary>Compares all of the mirror with the files.</summary>
    /// <param name="isReading">True: every byte of it.</param>
    /// <param name="onRow">As of <see cref="MirrorPass"/>.</param>
    public Task CompareAsync(
        MirrorTarget mirror, bool isReading, Action<string, MirrorFault?> onRow, CancellationToken cancellationToken) =>
        new MirrorPass(dataSource, new MirrorFiles(dataSource)).RunAsync(mirror, isReading, onRow, cancellationToken);

    /// <summary>What should be removed now is removed, however much it is.</summary>
    public Task ReleaseAsync(MirrorTarget mirror, CancellationToken cancellationToken) =>
        ExecuteAsync(ReleaseSql, mirror.Target, cancellationToken);

    /// <summary>Works on what waits until all of it was tried.</summary>
    /// <param name="onLeft">Told how many files wait.</param>
    public async Task<MirrorOutcome> WorkAsync(MirrorTarget mirror, Action<long> onLeft, CancellationToken cancellationToken)
    {
        await ExecuteAsync(AgainSql, mirror.Target, cancellationToken);
        await mirror.CheckAsync(cancellationToken);
        var rows = new MirrorRows(dataSource, options.CopyLease);
        var work = new MirrorWork(rows, new MirrorFiles(dataSource), spool, targets, options, timeProvider);
        var queue = new MirrorQueue(mirror, rows, work, new TargetRows(dataSource), options, logger);
        var running = new List<Task>();
        while (true)
        {
            var begun = await queue.BeginDueAsync(4, cancellationToken);
            running.AddRange(begun);
            var (left, failed) = await CountAsync(mirror.Target, cancellationToken);
            onLeft(left + failed);
            if (running.Count == 0 && (left == 0 || queue.Brake is not null || mirror.Health.Fault is not null))
            {
                return new MirrorOutcome(
                    left, failed, queue.Brake ?? mirror.Health.Fault, await FindFailedAsync(mirror.Target, cancellationToken));
            }

            await Task.WhenAny([Task.Delay(look, timeProvider, cancellationToken), .. running]);
            foreach (var ended in running.Where(t => t.IsCompleted).ToList())
            {
                running.Remove(ended);
                await ended;
            }
        }
    }

    private async Task<(long Left, long Failed)> CountAsync(string target, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(LeftSql, target);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private async Task<ImmutableArray<(string Path, string Error)>> FindFailedAsync(string target, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<(string Path, string Error)>();
        await using var command = dataSource.CreateCommand(FailedSql, target);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetString(0), reader.GetString(1)));
        }

        return found.ToImmutable();
    }

    private Task ExecuteAsync(string sql, string target, CancellationToken cancellationToken) =>
        dataSource.ExecuteAsync([Statements.BuildCommand(sql, target)], cancellationToken);
}

/// <summary>How a run ended.</summary>
/// <param name="Left">Files that wait still.</param>
/// <param name="Failed">Files whose last attempt failed.</param>
/// <param name="Halt">Why the run ended before its end: the brake, or a target that does not answer. Null: it did not.</param>
/// <param name="Errors">Some of those that failed, and why.</param>
public sealed record MirrorOutcome(long Left, long Failed, string? Halt, ImmutableArray<(string Path, string Error)> Errors);
