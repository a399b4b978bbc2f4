using Jim.Platform.Messaging;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Jobs;

/// <summary>
/// Sends the messages that bring jobs to workers. When one is lost, its job only waits longer: the <see cref="Sweeper"/> sends another.
/// </summary>
public sealed partial class JobQueue(IMessageBus bus, ILogger<JobQueue> logger)
{
    public const string High = "job.high";
    public const string Normal = "job.normal";
    public const string Low = "job.low";
    public const string FileSmall = "file.store.small";
    public const string FileLarge = "file.store.large";
    public const string Webhook = "webhook.deliver";
    public const string Mutation = "mutation";

    /// <summary>
    /// The kind of the jobs that store a file. It has two queues of its own, so that small files do not wait for large ones.
    /// </summary>
    public const string FileStoreKind = "file.store";

    /// <summary>The kind of the jobs that call a webhook, which have a queue of their own because others' servers may be slow.</summary>
    public const string WebhookKind = "webhook.deliver";

    /// <summary>The kind of the mutations with <c>@queued</c>.</summary>
    public const string MutationKind = "mutation";

    /// <summary>
    /// The kind of the mutations that somebody waits for. Each user's are a lane; in their own queue they wait for no job of other kinds.
    /// </summary>
    public const string OrderedMutationKind = "mutation.ordered";

    /// <summary>Begins the kinds of the jobs of commands, each of which has its own.</summary>
    public const string CommandKindPrefix = "command.";

    /// <summary>Every queue that workers consume.</summary>
    public static IReadOnlyList<string> All { get; } = [High, Normal, Low, FileSmall, FileLarge, Webhook, Mutation];

    /// <summary>Sends the message and waits until the broker has confirmed it. To be called after the row was committed.</summary>
    /// <exception cref="MessageBusException">The broker did not take it in time.</exception>
    public Task PublishAsync(Guid id, string kind, JobPriority priority, CancellationToken cancellationToken) =>
        bus.PublishAsync(FindQueue(kind, priority), JobMessage.Write(id, kind), cancellationToken);

    /// <summary>
    /// As <see cref="PublishAsync"/>; a failure is only logged, because the row is stored and the sweeper sends a message for it later.
    /// </summary>
    public Task HintAsync(Guid id, string kind, JobPriority priority, CancellationToken cancellationToken) =>
        HintAsync(FindQueue(kind, priority), id, kind, cancellationToken);

    /// <inheritdoc cref="HintAsync(Guid, string, JobPriority, CancellationToken)"/>
    internal async Task HintAsync(string queue, Guid id, string kind, CancellationToken cancellationToken)
    {
        try
        {
            await bus.PublishAsync(queue, JobMessage.Write(id, kind), cancellationToken);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Log.JobNotPublished(logger, id, e is MessageBusException ? e.Message : PostgresFailure.Describe(e));
        }
    }

    /// <inheritdoc cref="HintAsync(Guid, string, JobPriority, CancellationToken)"/>
    public Task HintAsync(DueJob job, CancellationToken cancellationToken) => HintAsync(job.Id, job.Kind, job.Priority, cancellationToken);

    /// <summary>
    /// After a job of the lane has ended: the message of the next one may have come before. It is sent again, behind those of others, so
    /// that lanes take turns.
    /// </summary>
    public async Task HintNextAsync(JobStore store, string lane)
    {
        if (await store.FindNextAsync(lane, CancellationToken.None) is { } next)
        {
            await HintAsync(next, CancellationToken.None);
        }
    }

    internal static string FindQueue(string kind, JobPriority priority) => (kind, priority) switch
    {
        (FileStoreKind, JobPriority.Low) => FileLarge,
        (FileStoreKind, _) => FileSmall,
        (WebhookKind, _) => Webhook,
        (OrderedMutationKind, _) => Mutation,
        (_, JobPriority.High) => High,
        (_, JobPriority.Low) => Low,
        _ => Normal,
    };

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.JobNotPublished, LogLevel.Warning,
            "Job {Id} is stored, but its message could not be sent ({Fault}); the sweeper will send it.")]
        public static partial void JobNotPublished(ILogger logger, Guid id, string fault);
    }
}
