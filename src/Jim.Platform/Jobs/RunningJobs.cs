using System.Collections.Concurrent;
using Jim.Postgres.Changes;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Jobs;

/// <summary>
/// The runs of this process. When the change log tells of a job of theirs that was cancelled or is another worker's, its run is ended at
/// once; where that is missed, the next renewal of its lease does.
/// </summary>
public sealed class RunningJobs(JobStore store)
{
    private readonly ConcurrentDictionary<(Guid Id, long Fence), CancellationTokenSource> _runs = new();

    /// <summary>Hears of committed rows; does not wait for the database.</summary>
    public void Follow(Delta delta)
    {
        if (_runs.IsEmpty)
        {
            return;
        }

        // Keys of other tables are no keys of these jobs.
        var isWhole = delta.Overflow || delta.Changes.Any(change => change.Operation == ChangeOperation.WholeTable);
        var changed = delta.Changes.Where(change => change.Key.Count == 1).Select(change => change.Key[0]).ToHashSet();
        var told = _runs.Keys.Where(run => isWhole || changed.Contains(run.Id.ToString())).ToArray();
        if (told.Length > 0)
        {
            _ = EndLostAsync(told);
        }
    }

    internal void Add(JobRow job, CancellationTokenSource run) => _runs[(job.Id, job.Fence)] = run;

    internal void Remove(JobRow job) => _runs.TryRemove((job.Id, job.Fence), out _);

    private async Task EndLostAsync((Guid Id, long Fence)[] told)
    {
        try
        {
            foreach (var lost in await store.FindLostAsync(told))
            {
                if (_runs.TryGetValue(lost, out var run))
                {
                    await run.CancelAsync();
                }
            }
        }
        catch (Exception e) when (PostgresFailure.IsUnavailable(e) || e is NpgsqlException or ObjectDisposedException)
        {
            // The next renewal finds it, or the run is over.
        }
    }
}
