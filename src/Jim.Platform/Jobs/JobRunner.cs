using System.Diagnostics;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Platform.Jobs;

/// <summary>Claims one job, runs its handler while the lease is renewed, and records how it ended.</summary>
public sealed partial class JobRunner(
    JobStore store, IEnumerable<IJobHandler> handlers, JobsOptions options, TimeProvider timeProvider, ILogger<JobRunner> logger)
{
    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(h => h.Kind, StringComparer.Ordinal);

    /// <summary>
    /// Runs the job to its end. False: there was nothing to do (a second message for it, or it is not due, is running elsewhere, or has
    /// ended).
    /// </summary>
    /// <param name="stopping">Cancelled when the process gives its jobs back.</param>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public async Task<bool> RunAsync(Guid id, CancellationToken stopping)
    {
        if (await store.ClaimAsync(id, stopping) is not { } job)
        {
            return false;
        }

        if (!_handlers.TryGetValue(job.Kind, out var handler))
        {
            await GiveUpAsync(null, job, "failed", JobErrors.UnknownKind);
            return true;
        }

        if (job.Fence > options.ClaimsMax + job.Attempt)
        {
            await GiveUpAsync(handler, job, "dead", JobErrors.Crashed);
            return true;
        }

        await RunClaimedAsync(handler, job, stopping);
        return true;
    }

    private async Task RunClaimedAsync(IJobHandler handler, JobRow job, CancellationToken stopping)
    {
        using var telemetry = JobTelemetry.Start(job);
        using var running = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var renewal = RenewAsync(job, running);
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
        catch (GraphQLException e) when (e.Errors is [var first, ..] && ErrorTable.FindOutcome(first) == ResponseOutcome.Unavailable)
        {
            outcome = new JobOutcome.Postponed(first, TimeSpan.FromMinutes(1));
        }
        catch (GraphQLException e)
        {
            outcome = new JobOutcome.Rejected(e.Errors.Count > 0 ? e.Errors[0] : JobErrors.Failed);
        }
        catch (Exception e)
        {
            Log.JobAttemptFailed(logger, job.Id, job.Kind, job.Attempt, PostgresFailure.Describe(e), e.StackTrace);
            outcome = new JobOutcome.Retry(JobErrors.Failed);
        }
        finally
        {
            await running.CancelAsync();
            await renewal;
        }

        telemetry.End(outcome);
        await RecordAsync(handler, job, outcome);
    }

    /// <summary>Cannot be cancelled: how the run ended has to be recorded also while the process stops.</summary>
    private async Task RecordAsync(IJobHandler handler, JobRow job, JobOutcome outcome)
    {
        switch (outcome)
        {
            case JobOutcome.Committed or JobOutcome.Superseded:
                break;
            case JobOutcome.Released:
                await store.ReleaseAsync(job, CancellationToken.None);
                break;
            case JobOutcome.Succeeded done:
                try
                {
                    await store.SucceedAsync(job, done.Result, CancellationToken.None);
                }
                catch (Exception e) when (JobCommit.IsStale(e))
                {
                    Log.JobSuperseded(logger, job.Id);
                }

                break;
            case JobOutcome.Retry retry:
                await RetryAsync(handler, job, retry.Error, retry.Delay ?? Wait(job, Backoff.Longest), counts: true);
                break;
            case JobOutcome.Postponed postponed:
                await RetryAsync(handler, job, postponed.Error, Wait(job, postponed.DelayMax), counts: false);
                break;
            case JobOutcome.Rejected rejected:
                await GiveUpAsync(handler, job, "failed", rejected.Error);
                break;
            default:
                throw new UnreachableException($"A job ended as {outcome.GetType().Name}.");
        }
    }

    private async Task RetryAsync(IJobHandler handler, JobRow job, GraphQLError error, TimeSpan delay, bool counts)
    {
        if (counts && job.Attempt >= job.AttemptsMax)
        {
            await GiveUpAsync(handler, job, "dead", error);
            return;
        }

        await store.RetryAsync(job, error, delay, CancellationToken.None);
    }

    private async Task GiveUpAsync(IJobHandler? handler, JobRow job, string state, GraphQLError error)
    {
        try
        {
            await store.GiveUpAsync(job, state, error, handler?.OnGivenUp(job, error) ?? [], CancellationToken.None);
            Log.JobGivenUp(logger, job.Id, job.Kind, state, error.Code);
        }
        catch (Exception e) when (JobCommit.IsStale(e))
        {
            Log.JobSuperseded(logger, job.Id);
        }
    }

    private static TimeSpan Wait(JobRow job, TimeSpan longest) =>
        Backoff.After(job.Attempt, longest, (Random.Shared.NextDouble() * 2) - 1);

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
