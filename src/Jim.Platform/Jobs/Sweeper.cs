namespace Jim.Platform.Jobs;

/// <summary>
/// Sends the messages that are missing: for jobs whose gateway died before it sent one, whose time has come, whose worker's lease ran out,
/// or whose message the broker lost. A second message for a job does no harm, because only one worker can claim the row.
/// </summary>
public sealed class Sweeper(JobStore store, JobQueue queue, JobsOptions options) : IKeeperDuty
{
    private const int BatchSize = 500;

    public TimeSpan Every => options.Sweep;

    public async Task RunAsync(bool isFirst, CancellationToken cancellationToken)
    {
        if (isFirst)
        {
            await store.ForgetPublishedAsync(cancellationToken);
        }

        while (await SweepAsync(cancellationToken) == BatchSize)
        {
            // Go on while batches are full, so that a broker that lost its data gets all messages back in one round.
        }
    }

    private async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var due = await store.DueAsync(BatchSize, cancellationToken);
        var sent = new List<Guid>(due.Count);
        try
        {
            foreach (var job in due)
            {
                await queue.PublishAsync(job.Id, job.Kind, job.Priority, cancellationToken);
                sent.Add(job.Id);
            }
        }
        finally
        {
            if (sent.Count > 0)
            {
                await store.PublishedAsync([.. sent], CancellationToken.None);
            }
        }

        return due.Count;
    }
}
