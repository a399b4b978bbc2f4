using Jim.Platform.Cache;
using Jim.Platform.Messaging;
using Jim.Platform.Requests;
using Jim.Postgres.Changes;

namespace Jim.Server.Hosting;

/// <summary>Runs the tailer of this node: the cache hears of every change, whoever made it, and other nodes' commits wake it.</summary>
public sealed class ChangeTailing(ChangeTailer tailer, ResultCache cache, SnapshotSource snapshots, IMessageBus bus) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        tailer.Listen(async (delta, cancellationToken) =>
        {
            if (delta.Overflow)
            {
                await cache.RaiseAsync(
                    [.. snapshots.Current.Database.Catalog.Relations.Select(r => Question.TagOf(r.Oid))],
                    delta.Now.Xmax, cancellationToken);
            }

            foreach (var transaction in delta.Changes.GroupBy(c => c.Xid))
            {
                await cache.RaiseAsync(
                    [.. transaction.Select(c => Question.TagOf(c.Table)).Distinct()], transaction.Key, cancellationToken);
            }
        });
        await using var listening = await bus.ListenAsync(_ => tailer.Wake(), stoppingToken);
        await tailer.RunAsync(stoppingToken);
    }
}
