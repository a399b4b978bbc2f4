using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Files.Stores;
using Jim.Platform.Jobs;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Platform.Files.Mirrors;

/// <summary>Keeps the mirrors true: by what waits for each, and by a full comparison on its schedule. Runs in every worker.</summary>
public sealed class MirrorService(
    NpgsqlDataSource dataSource, Spool spool, FileTargets targets, MirrorTargets mirrors, FilesOptions options, TimeProvider timeProvider,
    ILogger<MirrorService> logger) : BackgroundService
{
    private const string ComparedSql = "select compared_at from jim.targets where name = $1";

    /// <summary>Held by the session of the worker that compares.</summary>
    private const string LockSql = "select pg_try_advisory_lock(hashtextextended('jim mirror pass ' || $1, 0))";

    private const string UnlockSql = "select pg_advisory_unlock(hashtextextended('jim mirror pass ' || $1, 0))";

    private readonly MirrorPass _pass = new(dataSource, new MirrorFiles(dataSource));

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rows = new MirrorRows(dataSource, options.CopyLease);
        var work = new MirrorWork(rows, new MirrorFiles(dataSource), spool, targets, options, timeProvider);
        return Task.WhenAll(mirrors.All.SelectMany(mirror => new[]
        {
            new MirrorQueue(mirror, rows, work, new TargetRows(dataSource), options, logger).ServeAsync(stoppingToken),
            ScheduleAsync(mirror, stoppingToken),
        }));
    }

    /// <summary>Compares at the first sight of the mirror, and then each time that its schedule says.</summary>
    private async Task ScheduleAsync(MirrorTarget mirror, CancellationToken stopping)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            var pause = options.CopyPoll;
            try
            {
                if (mirror.Health.Rest == TimeSpan.Zero && await IsDueAsync(mirror, stopping))
                {
                    await CompareAloneAsync(mirror, stopping);
                    failures = 0;
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                pause += Backoff.After(failures++, options.RetryMax); // it begins again at the first file
                if (failure is not (NpgsqlException or ObjectStoreException)) // of these the queue beside it tells
                {
                    BackgroundFaults.Report(logger, $"the comparison of {mirror.Target}", failure);
                }
            }

            await Task.Delay(pause, timeProvider, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A clock that was set back makes no pass that would not have been; one that was set forward makes one more.</summary>
    private async Task<bool> IsDueAsync(MirrorTarget mirror, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ComparedSql, mirror.Target);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return false; // not known yet: a keeper makes it known
        }

        return await reader.IsDBNullAsync(0, cancellationToken)
            || mirror.Options.Schedule.GetNextOccurrence(reader.GetDateTime(0)) <= timeProvider.GetUtcNow().UtcDateTime;
    }

    private async Task CompareAloneAsync(MirrorTarget mirror, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (!await AskAsync(connection, LockSql, mirror.Target, cancellationToken))
        {
            return; // another worker compares
        }

        try
        {
            if (await IsDueAsync(mirror, cancellationToken))
            {
                await _pass.RunAsync(mirror, isReading: false, (_, _) => { }, cancellationToken);
                mirror.Health.Wake();
            }
        }
        finally
        {
            await AskAsync(connection, UnlockSql, mirror.Target, CancellationToken.None);
        }
    }

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string sql, string target, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = target });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
