using Jim.Platform.Identity;
using Jim.Platform.Jobs;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Requests;

/// <summary>
/// Runs a mutation that somebody waits for (<see cref="OrderedMutations"/>) as the gateway would: under its caller's rights, each root
/// field in a transaction of its own. What it would answer, refusals too, ends the job. Only what a later try cures is postponed, where
/// nothing was written.
/// </summary>
public sealed class OrderedMutationHandler(
    RequestPreparer preparer, MutationExecution mutations, OutdatedSchema outdated, RequestGuard guard, RoleMap roleMap,
    NpgsqlDataSource dataSource) : IJobHandler
{
    public string Kind => JobQueue.OrderedMutationKind;

    public async Task<JobOutcome> RunAsync(JobRow job, CancellationToken cancellationToken)
    {
        var caller = roleMap.ChooseAgain(job.Caller ?? throw new InvalidOperationException("a queued mutation has a caller"));
        var prepared = await preparer.PrepareAsync(MutationPayload.Read(job.Payload), caller, cancellationToken);
        var (answer, isEnded) = await AnswerAsync(job, prepared, cancellationToken);
        using (answer)
        {
            if (isEnded)
            {
                return new JobOutcome.Committed();
            }

            return !answer.HasEffect && answer.Errors.FirstOrDefault(Passes) is { } passing
                ? JobOutcome.For(passing)
                : await EndAsync(job, answer);
        }
    }

    private static bool Passes(GraphQLError error) => ErrorTable.FindLaterTry(error) == LaterTry.PassesByWaiting;

    /// <summary>The answer, and whether the job was ended in the transaction of the effect.</summary>
    private async Task<(GraphQLResponse Answer, bool IsEnded)> AnswerAsync(
        JobRow job, PreparedRequest prepared, CancellationToken cancellationToken)
    {
        for (var runs = 1; ; runs++)
        {
            if (prepared is not PreparedMutation mutation)
            {
                return (((RefusedRequest)prepared).Answer, false);
            }

            var ending = new JobEnding(job) { IsOneTransaction = MutationExecution.IsOneTransaction(mutation.Input) };
            var answer = await RunAsync(mutation, ending, cancellationToken);
            if (runs == 1 && !answer.HasEffect
                && await outdated.PrepareAgainAsync(mutation.Input, answer.Errors, cancellationToken) is { } again)
            {
                answer.Dispose();
                prepared = again;
                continue;
            }

            answer = await outdated.SettleAsync(mutation.Input.Snapshot, answer, cancellationToken);
            return (answer, ending.IsWritten && answer is { HasEffect: true, IsReplay: false });
        }
    }

    private async Task<GraphQLResponse> RunAsync(PreparedMutation mutation, JobEnding ending, CancellationToken cancellationToken)
    {
        try
        {
            return await mutations.RunAsync(mutation, ending, cancellationToken);
        }
        catch (Exception e) when (guard.Answer(e, cancellationToken) is { } answer)
        {
            return answer;
        }
    }

    /// <summary>Ends the job by itself: there is no effect, or it is in transactions that the answer was kept in.</summary>
    private async Task<JobOutcome> EndAsync(JobRow job, GraphQLResponse answer)
    {
        var error = answer.HasEffect ? null
            : answer.Errors is [var first, ..] ? first
            : answer.TypedErrorCode is not null ? JobErrors.Refused
            : null;
        await dataSource.ExecuteAsync(
            [
                JobCommit.End(
                    job.Id, job.Fence, error is null ? "succeeded" : "failed", JobAnswer.Write(answer),
                    error is null ? null : JobErrors.Write(error)),
            ],
            CancellationToken.None);
        return new JobOutcome.Committed();
    }
}
