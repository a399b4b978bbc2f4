using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Jim.Platform.Jobs;
using Jim.Postgres.Running;
using Npgsql;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Webhooks;

/// <summary>
/// Delivers one change to one webhook. Any answer but 2xx is tried again as a job that failed, with growing pauses; after the last attempt
/// the job is dead. A webhook has so many deliveries under way at once, and the others of it leave their workers to other webhooks: they are
/// postponed, and each that ends wakes the next.
/// </summary>
public sealed class WebhookHandler(NpgsqlDataSource dataSource, WebhookSender sender, JobQueue queue, WebhookOptions options) : IJobHandler
{
    private const string FindSql = "select url, secret from jim.webhooks where id = $1 and enabled";

    private const string DisableSql = "update jim.webhooks set enabled = false where id = $1";

    private const string WakeSql = """
        update jim.jobs set run_at = now() where id = (
          select id from jim.jobs
          where kind = 'webhook.deliver' and state = 'queued' and payload ->> 'webhookId' = $1 and postponed_since is not null
            and run_at > now()
          order by run_at limit 1 for update skip locked)
        returning id
        """;

    private static readonly TimeSpan PauseMax = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Guid, int> _underWay = new();

    public string Kind => WebhookDelivery.JobKind;

    /// <summary>What is postponed waits for a place, however long others take.</summary>
    public bool WaitsForever => true;

    public async Task<JobOutcome> RunAsync(JobRow job, CancellationToken cancellationToken)
    {
        var delivery = WebhookDelivery.Read(job.Payload);
        if (!TryEnter(delivery.WebhookId))
        {
            return new JobOutcome.Postponed(WebhookErrors.Busy(), TimeSpan.FromSeconds(30));
        }

        try
        {
            return await DeliverAsync(delivery, cancellationToken);
        }
        finally
        {
            Leave(delivery.WebhookId);
            await WakeNextAsync(delivery.WebhookId);
        }
    }

    private async Task<JobOutcome> DeliverAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        if (await FindAsync(delivery.WebhookId, cancellationToken) is not var (url, secret))
        {
            return new JobOutcome.Succeeded(null); // it is gone or switched off
        }

        var answer = await sender.SendAsync(url, secret, delivery.EventId, Encoding.UTF8.GetBytes(delivery.Body), cancellationToken);
        switch (answer)
        {
            case { Status: >= 200 and < 300 }:
                return new JobOutcome.Succeeded(null);
            case { Status: 410 }:
                await using (var disable = dataSource.CreateCommand(DisableSql, delivery.WebhookId))
                {
                    await disable.ExecuteNonQueryAsync(cancellationToken);
                }

                return new JobOutcome.Rejected(WebhookErrors.Gone(delivery));
            default:
                var pause = answer.Pause is { } asked && asked > TimeSpan.Zero ? asked : (TimeSpan?)null;
                return new JobOutcome.Retry(Tell(answer, delivery), pause > PauseMax ? PauseMax : pause);
        }
    }

    private static GraphQLError Tell(WebhookAnswer answer, WebhookDelivery delivery) => answer.Fault switch
    {
        null => WebhookErrors.Status(delivery, answer.Status!.Value),
        WebhookFault.TimedOut => WebhookErrors.TimedOut(delivery),
        WebhookFault.Unreachable => WebhookErrors.Unreachable(delivery),
        WebhookFault.AddressRefused => WebhookErrors.AddressRefused(delivery),
        var other => throw new UnreachableException($"There is no fault {other}."),
    };

    private async Task<(Uri Url, string Secret)?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(FindSql, id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (new Uri(reader.GetString(0)), reader.GetString(1)) : null;
    }

    /// <summary>Of those that found no place.</summary>
    private async Task WakeNextAsync(Guid webhook)
    {
        try
        {
            await using var command = dataSource.CreateCommand(WakeSql, webhook.ToString("D"));
            if (await command.ExecuteScalarAsync(CancellationToken.None) is Guid next)
            {
                await queue.HintAsync(next, Kind, JobPriority.Normal, CancellationToken.None);
            }
        }
        catch (NpgsqlException)
        {
            // This delivery ended as it did, and the next one waits until its pause is over.
        }
    }

    private bool TryEnter(Guid webhook)
    {
        if (_underWay.AddOrUpdate(webhook, 1, (_, count) => count + 1) <= options.AtOnce)
        {
            return true;
        }

        Leave(webhook);
        return false;
    }

    private void Leave(Guid webhook)
    {
        if (_underWay.AddOrUpdate(webhook, 0, (_, count) => count - 1) <= 0)
        {
            _underWay.TryRemove(KeyValuePair.Create(webhook, 0));
        }
    }
}
