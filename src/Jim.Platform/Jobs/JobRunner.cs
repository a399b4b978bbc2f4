using System.Diagnostics;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Platform.Jobs;

/// <summary>Claims one job, runs its handler while the lease is renewed, and records how it ended.</summary>
public sealed partial class JobRunner(
    JobStore store, JobQueue queue, IEnumerable<IJobHandler> handlers, JobsOptions options, TimeProvider timeProvider,
    ILogger<JobRunner> logger)
{
    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(h => h.Kind, StringComparer.Ordinal);

    /// <summary>What it runs now.</summary>
    public RunningJobs Running { get; } = new(store);

    /// <summary>
    /// Runs the job to its end; in a lane the first one that has not ended. False: there was nothing to do (a second message for it, or it
    /// is not due, is running elsewhere, or has ended).
    /// </summary>
    /// <param name="stopping">Cancelled when the process gives its jobs back.</param>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public async Task<bool> RunAsync(Guid id, CancellationToken stopping)
    {
        if (await store.ClaimAsync(id, stopping) is not { } job)
        {
            return false;
        }

        await RunAsync(job, stopping);
        if (job.Lane is { } lane)
        {
            await queue.HintNextAsync(store, lane);
        }

        return true;
    }

    private async Task RunAsync(JobRow job, CancellationToken stopping)
    {
        if (!_handlers.TryGetValue(job.Kind, out var handler))
        {
            if (job.Kind.StartsWith(JobQueue.CommandKindPrefix, StringComparison.Ordinal) && !(job.Waited >= options.WaitMax))
            {
                // Another worker may have the extension, or this one after its update.
                await RecordAsync(job, () => PostponeAsync(job, JobErrors.UnknownKind, Backoff.LongestWait), stopping);
                return;
            }

            await RecordAsync(job, () => GiveUpAsync(null, job, "failed", JobErrors.UnknownKind), stopping);
            return;
        }

        if (job.Fence > options.ClaimsMax + job.Attempt + job.Postponements)
        {
            await RecordAsync(job, () => GiveUpAsync(handler, job, "dead", JobErrors.Crashed), stopping);
            return;
        }

        await RunClaimedAsync(handler, job, stopping);
    }

    private async Task RunClaimedAsync(IJobHandler handler, JobRow job, CancellationToken stopping)
    {
        using var telemetry = JobTelemetry.Start(job);
        using var running = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var renewal = RenewAsync(job, running);
        Running.Add(job, running);
        JobOutcome outcome;
        try
        {
            outcome = await handler.RunAsync(job, running.Token);
        }
        catch (OperationCanceledException) when (running.IsCancellationRequested)
        {
            outcome = stopping.IsCancellationRequested ? new JobOutcome.Released() : new JobOutcome.Superseded();
        }
        catch (Exception e) when (JobCommit.IsStale(e))
        {
            Log.JobSuperseded(logger, job.Id);
            outcome = new JobOutcome.Superseded();
        }
        catch (Exception e)
        {
            outcome = handler.Judge(e);
            if (e is not GraphQLException && outcome is not JobOutcome.Postponed)
            {
                Log.JobAttemptFailed(logger, job.Id, job.Kind, job.Attempt, PostgresFailure.Describe(e), e.StackTrace);
            }
        }
        finally
        {
            Running.Remove(job);
            await running.CancelAsync();
            await renewal;
        }

        telemetry.End(outcome);
        await RecordAsync(job, () => RecordAsync(handler, job, outcome), stopping);
    }

    /// <summary>
    /// Records how a run ended, again and again while the database is away or busy. When that takes longer than the lease another worker
    /// takes the job over, as after a crash.
    /// </summary>
    /// <param name="record">Is not cancelled: how a run ended has to be recorded also while the process stops.</param>
    private async Task RecordAsync(JobRow job, Func<Task> record, CancellationToken stopping)
    {
        var begun = timeProvider.GetTimestamp();
        for (var tries = 0; ; tries++)
        {
            try
            {
                await record();
                return;
            }
            catch (Exception e) when (JobCommit.IsStale(e))
            {
                Log.JobSuperseded(logger, job.Id);
                return;
            }
            catch (Exception e) when (JobOutcome.For(e) is JobOutcome.Postponed
                && !stopping.IsCancellationRequested && timeProvider.GetElapsedTime(begun) < options.Lease)
            {
                Log.JobNotRecorded(logger, job.Id, PostgresFailure.Describe(e));
            }

            await Task.Delay(Backoff.After(tries, TimeSpan.FromSeconds(4)), timeProvider, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RecordAsync(IJobHandler handler, JobRow job, JobOutcome outcome)
    {
        switch (outcome)
        {
            case JobOutcome.Committed or JobOutcome.Superseded:
                break;
            case JobOutcome.Released:
                await store.ReleaseAsync(job, CancellationToken.None);
                await queue.HintAsync(job.Id, job.Kind, job.Priority, CancellationToken.None);
                break;
            case JobOutcome.Succeeded done:
                await store.SucceedAsync(job, done.Result, CancellationToken.None);
                break;
            case JobOutcome.Retry retry:
                await RetryAsync(handler, job, retry);
                break;
            case JobOutcome.Postponed postponed:
                await PostponeAsync(handler, job, postponed);
                break;
            case JobOutcome.Rejected rejected:
                await GiveUpAsync(handler, job, "failed", rejected.Error);
                break;
            default:
                throw new UnreachableException($"A job ended as {outcome.GetType().Name}.");
        }
    }

    private async Task RetryAsync(IJobHandler handler, JobRow job, JobOutcome.Retry retry)
    {
        if (job.Attempt >= job.AttemptsMax)
        {
            await GiveUpAsync(handler, job, "dead", retry.Error);
            return;
        }

        await store.RetryAsync(job, retry.Error, retry.Delay ?? Backoff.After(job.Attempt, Backoff.Longest), CancellationToken.None);
    }

    private async Task PostponeAsync(IJobHandler handler, JobRow job, JobOutcome.Postponed postponed)
    {
        if (job.Waited >= options.WaitMax && !handler.WaitsForever)
        {
            await GiveUpAsync(handler, job, "dead", postponed.Error);
            return;
        }

        await PostponeAsync(job, postponed.Error, postponed.DelayMax);
    }

    private async Task PostponeAsync(JobRow job, GraphQLError error, TimeSpan longest)
    {
        var delay = Backoff.After(job.Postponements + 1, longest);
        await store.PostponeAsync(job, error, delay, CancellationToken.None);
        Log.JobPostponed(logger, job.Id, job.Kind, error.Code, (int)Math.Ceiling(delay.TotalSeconds));
    }

    private async Task GiveUpAsync(IJobHandler? handler, JobRow job, string state, GraphQLError error)
    {
        await store.GiveUpAsync(job, state, error, handler?.OnGivenUp(job, error) ?? [], CancellationToken.None);
        Log.JobGivenUp(logger, job.Id, job.Kind, state, error.Code);
    }

    /// <summary>
    /// Renews the lease until the run ends, and ends the run when the lease is lost. A database that is away is not yet a lost lease.
    /// </summary>
    private async Task RenewAsync(JobRow job, CancellationTokenSource running)
    {
        using var timer = new PeriodicTimer(options.Renewal, timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(running.Token))
            {
                if (!await RenewedAsync(job, running.Token))
                {
                    Log.JobSuperseded(logger, job.Id);
                    await running.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private async Task<bool> RenewedAsync(JobRow job, CancellationToken cancellationToken)
    {
        try
        {
            return await store.RenewAsync(job, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            Log.JobLeaseNotRenewed(logger, job.Id, PostgresFailure.Describe(e));
            return true;
        }
    }

    private static partial class Log
    {
        // Logs the type or SQLSTATE and the stack, but not the message of the exception, which may hold a user's value.
        [LoggerMessage(LogEvents.JobAttemptFailed, LogLevel.Error, "Job {Id} ({Kind}) failed in attempt {Attempt}: {Fault}\n{Stack}")]
        public static partial void JobAttemptFailed(ILogger logger, Guid id, string kind, int attempt, string fault, string? stack);

        [LoggerMessage(
            LogEvents.JobPostponed, LogLevel.Information,
            "Job {Id} ({Kind}) is refused for now ({Code}) and is tried again in {Seconds} s; no attempt is used up.")]
        public static partial void JobPostponed(ILogger logger, Guid id, string kind, string? code, int seconds);

        [LoggerMessage(
            LogEvents.JobNotRecorded, LogLevel.Warning, "How job {Id} ended could not be recorded yet ({Fault}); it is tried again.")]
        public static partial void JobNotRecorded(ILogger logger, Guid id, string fault);

        [LoggerMessage(LogEvents.JobGivenUp, LogLevel.Error, "Job {Id} ({Kind}) is {State}: {Code}.")]
        public static partial void JobGivenUp(ILogger logger, Guid id, string kind, string state, string? code);

        [LoggerMessage(
            LogEvents.JobSuperseded, LogLevel.Information,
            "Job {Id} was cancelled or is another worker's now; its run here has no effect.")]
        public static partial void JobSuperseded(ILogger logger, Guid id);

        [LoggerMessage(LogEvents.JobLeaseNotRenewed, LogLevel.Warning, "The lease of job {Id} could not be renewed ({Fault}).")]
        public static partial void JobLeaseNotRenewed(ILogger logger, Guid id, string fault);
    }
}
