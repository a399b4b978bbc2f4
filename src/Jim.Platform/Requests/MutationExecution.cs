using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.GraphQL.Operations;
using Jim.Platform.Changes;
using Jim.Postgres.Changes;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Running;
using Jim.Postgres.Running.Mutations;
using Jim.Postgres.Schema;

namespace Jim.Platform.Requests;

/// <summary>
/// The step "run" of a mutation: each root field of the database is one transaction in one round trip, one after another (spec 6.2.2).
/// Under <c>@transaction</c> all fields are one transaction.
/// </summary>
public sealed class MutationExecution(MutationRunner runner, CommitNotice notice)
{
    public async Task<GraphQLResponse> RunAsync(OperationInput input, CancellationToken cancellationToken)
    {
        var progress = new MutationProgress();
        var together = input.Operation.Definition.Directives.Any(d => d.Name.Value == "transaction")
            ? await RunTogetherAsync(input, MutationContext.Default, progress, cancellationToken)
            : null;
        var state = new RequestState(input)
        {
            RunMutationField = together is null
                ? (field, stop) => RunFieldAsync(input, field, progress, stop)
                : (field, _) => ValueTask.FromResult(together[field.ResponseName]),
        };
        var errors = new List<GraphQLError>();
        var data = new JsonBuffer();
        try
        {
            await Executor.ExecuteAsync(
                input.Operation, input.RootFields, input.Variables, state, data, errors, input.ExecutionOptions, cancellationToken);
            if (!progress.Committed && data.WrittenSpan.SequenceEqual("null"u8) && errors.Exists(e => e.Code == RunErrors.UnavailableCode))
            {
                // Nothing was written and there is nothing to show: the request can be sent again, and the status of its answer says so.
                data.Dispose();
                return GraphQLResponse.Refused(ResponseOutcome.Unavailable, errors);
            }

            return new GraphQLResponse
            {
                Outcome = ResponseOutcome.Executed, Data = data, Errors = errors,
                Cursor = progress.After is { } after ? input.Snapshot.Cursors.Encode(after) : null,
            };
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>All root fields of the database as one transaction; values by response name.</summary>
    /// <param name="context">For a job: commits the end of the job in the same transaction.</param>
    public async Task<Dictionary<string, CompletedValue>> RunTogetherAsync(
        OperationInput input, MutationContext context, MutationProgress progress, CancellationToken cancellationToken)
    {
        var fields = input.RootFields.Where(f => f.Definition?.Binding is MutationField).ToList();
        var plans = fields.Select(f => Plan(input, f)).ToList();
        using var step = JimTelemetry.Start(SpanNames.Run);
        var results = await runner.RunAllAsync(plans, input.Variables, input.Caller, context, cancellationToken);
        foreach (var result in results)
        {
            await TellAsync(result, progress, cancellationToken);
        }

        return fields.Select((f, i) => (f.ResponseName, results[i].Value)).ToDictionary(r => r.ResponseName, r => r.Value);
    }

    private async ValueTask<CompletedValue> RunFieldAsync(
        OperationInput input, CollectedField field, MutationProgress progress, CancellationToken cancellationToken)
    {
        var plan = Plan(input, field);
        using var step = JimTelemetry.Start(SpanNames.Run);

        // A write that has begun runs to its end (or to the statement timeout) even when the client leaves: Npgsql blocks a thread to
        // cancel a statement.
        var result = await runner.RunAsync(
            plan, input.Variables, input.Caller, MutationContext.Default, CancellationToken.None);
        await TellAsync(result, progress, cancellationToken);
        return result.Value;
    }

    private async ValueTask TellAsync(MutationResult result, MutationProgress progress, CancellationToken cancellationToken)
    {
        if (result is { Committed: true, PgSnapshotText: { } snapshot })
        {
            progress.After = PgSnapshot.Parse(snapshot);
            progress.Committed = true;
            if (result.Xid is { } xid)
            {
                await notice.TellAsync([.. result.Touched.Select(t => t.Relation.Oid).Distinct()], xid, progress.After, cancellationToken);
            }
        }
    }

    private static MutationPlan Plan(OperationInput input, CollectedField field)
    {
        using var step = JimTelemetry.Start(SpanNames.Plan);
        return input.Snapshot.Mutations.Plan(input.Operation, field, input.Variables, input.ExecutionOptions.ErrorHandling);
    }
}

/// <summary>How far a mutation got.</summary>
public sealed class MutationProgress
{
    /// <summary>An MVCC snapshot taken after the last commit; null while nothing was committed.</summary>
    public PgSnapshot? After { get; set; }

    public bool Committed { get; set; }
}
