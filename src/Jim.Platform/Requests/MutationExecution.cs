using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.GraphQL.Operations;
using Jim.Platform.Changes;
using Jim.Platform.Protocol;
using Jim.Postgres.Changes;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Running;
using Jim.Postgres.Running.Mutations;
using Jim.Postgres.Schema;

namespace Jim.Platform.Requests;

/// <summary>
/// Runs mutations: each root field of the database is one transaction in one round trip, one after another (spec 6.2.2); under
/// <c>@transaction</c> all are one.
/// </summary>
public sealed class MutationExecution(MutationRunner runner, CommitNotice notice)
{
    public async Task<GraphQLResponse> RunAsync(PreparedRequest prepared, CancellationToken cancellationToken)
    {
        var progress = new MutationProgress();
        var together = prepared.Operation!.Definition.Directives.Any(d => d.Name.Value == "transaction")
            ? await RunTogetherAsync(prepared, MutationContext.Default, progress, cancellationToken)
            : null;
        var state = new RequestState(prepared)
        {
            RunMutationField = together is null
                ? (field, stop) => RunFieldAsync(prepared, field, progress, stop)
                : (field, _) => ValueTask.FromResult(together[field.ResponseName]),
        };
        var errors = new List<GraphQLError>();
        var data = new JsonBuffer();
        try
        {
            await Executor.ExecuteAsync(
                prepared.Operation, prepared.Variables, null, state, data, errors, prepared.ExecutionOptions, cancellationToken);
            if (!progress.Committed && data.WrittenSpan.SequenceEqual("null"u8) && errors.Exists(e => e.Code == RunErrors.UnavailableCode))
            {
                // Nothing was done and there is nothing to show: the whole request can be sent again, and its status says so.
                data.Dispose();
                return GraphQLResponse.Refused(ResponseOutcome.Unavailable, errors);
            }

            return new GraphQLResponse
            {
                Outcome = ResponseOutcome.Executed, Data = data, Errors = errors,
                Cursor = progress.After is { } after ? prepared.Snapshot!.Cursors.Encode(after) : null,
            };
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>All root fields of the database as one transaction; values by response name.</summary>
    /// <param name="context">Of a job: its hook commits the job's end with the effect.</param>
    public async Task<Dictionary<string, CompletedValue>> RunTogetherAsync(
        PreparedRequest prepared, MutationContext context, MutationProgress progress, CancellationToken cancellationToken)
    {
        var operation = prepared.Operation!;
        var fields = FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], prepared.Variables)
            .Where(f => f.Definition?.Binding is MutationField).ToList();
        var plans = fields.Select(f => Plan(prepared, f)).ToList();
        var results = await runner.RunAllAsync(plans, prepared.Variables, prepared.Caller, context, cancellationToken);
        foreach (var result in results)
        {
            await TellAsync(result, progress, cancellationToken);
        }

        return fields.Select((f, i) => (f.ResponseName, results[i].Value)).ToDictionary(r => r.ResponseName, r => r.Value);
    }

    private async ValueTask<CompletedValue> RunFieldAsync(
        PreparedRequest prepared, CollectedField field, MutationProgress progress, CancellationToken cancellationToken)
    {
        // Once begun it runs to its end (or the statement timeout), also when the client leaves: cancelling a statement blocks a thread.
        var result = await runner.RunAsync(
            Plan(prepared, field), prepared.Variables, prepared.Caller, MutationContext.Default, CancellationToken.None);
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

    private static MutationPlan Plan(PreparedRequest prepared, CollectedField field) =>
        prepared.Snapshot!.Mutations.Plan(prepared.Operation!, field, prepared.Variables, prepared.ExecutionOptions.ErrorHandling);
}

/// <summary>How far a mutation got.</summary>
public sealed class MutationProgress
{
    /// <summary>A snapshot after the last commit.</summary>
    public PgSnapshot? After { get; set; }

    public bool Committed { get; set; }
}
