using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.Platform.Identity;
using Jim.Platform.Jobs;
using Jim.Postgres.Running;
using Jim.Postgres.Running.Mutations;
using Npgsql;

namespace Jim.Platform.Requests;

/// <summary>
/// Runs a queued mutation under its caller's rights, as one transaction that also ends the job: the effect and the job's success are
/// committed together, so the effect happens exactly once, also when a process crashes.
/// </summary>
public sealed class MutationJobHandler(
    RequestPreparer preparer, MutationExecution mutations, OutdatedSchema outdated, RoleMap roleMap) : IJobHandler
{
    public string Kind => JobQueue.MutationKind;

    public async Task<JobOutcome> RunAsync(JobRow job, CancellationToken cancellationToken)
    {
        var caller = roleMap.ChooseAgain(job.Caller ?? throw new InvalidOperationException("a queued mutation has a caller"));
        var prepared = await preparer.PrepareAsync(MutationPayload.Read(job.Payload), caller, cancellationToken);
        return await RunAsync(job, prepared, canRunAgain: true, cancellationToken);
    }

    private async Task<JobOutcome> RunAsync(JobRow job, PreparedRequest prepared, bool canRunAgain, CancellationToken cancellationToken) =>
        prepared switch
        {
            PreparedMutation mutation => await RunAsync(job, mutation.Input, canRunAgain, cancellationToken),
            RefusedRequest refused => JobOutcome.For(refused.Answer.Errors[0]),
            var other => throw new UnreachableException($"Only mutations are queued, not a {other.GetType().Name}."),
        };

    private async Task<JobOutcome> RunAsync(JobRow job, OperationInput input, bool canRunAgain, CancellationToken cancellationToken)
    {
        var progress = new MutationProgress { IsOfJob = true };
        var context = new MutationContext(
            job.Id.ToString(), (connection, values, _) => CommitJobAsync(job, input, connection, values));
        var results = await mutations.RunJobAsync(input, context, progress, cancellationToken);
        if (progress.Committed)
        {
            return new JobOutcome.Committed();
        }

        var errors = results.SelectMany(r => r.Result.Value.Errors).ToList();
        if (canRunAgain && await outdated.PrepareAgainAsync(input, errors, cancellationToken) is { } again)
        {
            return await RunAsync(job, again, canRunAgain: false, cancellationToken);
        }

        var reason = FindReason(results);
        reason = await outdated.FindCauseAsync(input.Snapshot, reason, cancellationToken) ?? reason;
        return JobOutcome.For(reason);
    }

    private static async ValueTask CommitJobAsync(
        JobRow job, OperationInput input, NpgsqlConnection connection, IReadOnlyList<CompletedValue> values)
    {
        var fields = input.RootFields.Where(f => f.Definition is not null);
        var result = WriteResult(fields.Select((f, i) => KeyValuePair.Create(f.ResponseName, values[i])));
        await connection.ExecuteAsync(JobCommit.Commands(job.Id, job.Fence, result), CancellationToken.None);
    }

    private static string WriteResult(IEnumerable<KeyValuePair<string, CompletedValue>> values)
    {
        using var json = new JsonBuffer();
        json.WriteRaw("{\"data\":{"u8);
        var first = true;
        foreach (var (name, value) in values)
        {
            if (!first)
            {
                json.WriteByte((byte)',');
            }

            first = false;
            json.WriteString(name);
            json.WriteByte((byte)':');
            json.WriteRaw(value.Json.IsEmpty ? "null"u8 : value.Json.Span);
        }

        json.WriteRaw("}}"u8);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    /// <summary>Why the transaction was rolled back. Of typed errors all payloads are told with it.</summary>
    private static GraphQLError FindReason(IReadOnlyList<(string ResponseName, MutationResult Result)> results)
    {
        MutationResult? failed = results.FirstOrDefault(r => !r.Result.Reasons.IsEmpty).Result;
        if (failed is { Value.Json.IsEmpty: true, Reasons: [var reason, ..] })
        {
            return reason;
        }

        using var payloads = JsonDocument.Parse(WriteResult(results.Select(r => KeyValuePair.Create(r.ResponseName, r.Result.Value))));
        return RequestErrors.MutationRefused(payloads.RootElement.Clone(), failed?.Reasons ?? []).Error;
    }
}
