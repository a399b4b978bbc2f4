using Jim.Platform.Files.Spooling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Platform.Files.Copies;

/// <summary>Works on the copies that wait, for each target by itself. Runs in every worker.</summary>
public sealed class CopyQueue(
    NpgsqlDataSource dataSource, Spool spool, FileTargets targets, FilesOptions options, ILogger<CopyQueue> logger) : BackgroundService
{
    private readonly ReplicaRows _rows = new(dataSource, options.CopyLease);
    private readonly TargetRows _targets = new(dataSource);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var work = new CopyWork(_rows, spool, targets, options, logger);
        return Task.WhenAll(targets.All.Select(
            target => new CopiesOfTarget(target, _rows, work, _targets, options, logger).ServeAsync(stoppingToken)));
    }

    private sealed class CopiesOfTarget(
        FileTarget target, ReplicaRows rows, CopyWork work, TargetRows targets, FilesOptions options, ILogger logger)
        : TargetQueue(target.Target, target.Health, targets, options, logger)
    {
        protected override Task CheckAsync(CancellationToken cancellationToken) => target.CheckAsync(cancellationToken);

        protected override async Task<List<Task>> BeginAsync(int most, CancellationToken cancellationToken)
        {
            var claimed = await rows.ClaimAsync(Target, most, cancellationToken);
            return [.. claimed.Select(copy => work.RunAsync(target, copy, cancellationToken))];
        }
    }
}
