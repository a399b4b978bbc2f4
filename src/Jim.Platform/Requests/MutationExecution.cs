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
/// Under <c>@transaction</c> all fields are one transaction, uploads too.
/// </summary>
public sealed class MutationExecution(MutationRunner runner, CommitNotice notice, RequestGuard guard)
{
    public async Task<GraphQLResponse> RunAsync(OperationInput input, CancellationToken cancellationToken)
    {
        var progress = new MutationProgress();
        var isShared = input.Operation.Definition.Directives.Any(d => d.Name.Value == "transaction");
        var shared = isShared ? await RunSharedAsync(input, progress, cancellationToken) : SharedOutcome.None;
        var state = new RequestState(input)
        {
            Joined = shared.Joined,
            RunMutationField = isShared
                ? (field, _) => ValueTask.FromResult(shared.Values[field.ResponseName])
                : (field, stop) => guard.ResolveAsync(() => RunFieldAsync(input, field, progress, stop)),
        };
        var errors = new List<GraphQLError>();
        var data = new JsonBuffer();
        try
        {
            await Executor.ExecuteAsync(
                input.Operation, input.RootFields, input.Variables, state, data, errors, input.ExecutionOptions, cancellationToken);
            if (shared.Errors.Count > 0)
            {
                // The first field that answers null ends the run, and the reason may be a later one.
                errors.Clear();
                errors.AddRange(shared.Errors);
            }

            if (!progress.Committed && data.WrittenSpan.SequenceEqual("null"u8) && errors.Exists(e => e.Code == RunErrors.UnavailableCode))
            {
                // Nothing was written and there is nothing to show: the request can be sent again, and the status of its answer says so.
                data.Dispose();
                return GraphQLResponse.Refused(ResponseOutcome.Unavailable, errors);
            }

            return new GraphQLResponse
            {
                Outcome = ResponseOutcome.Executed, Data = data, Errors = errors, TypedErrorCode = progress.ErrorCode,
                HasEffect = progress.Committed || input.RootFields.Any(HasEffectOfItsOwn),
                Cursor = progress.After is { } after ? input.Snapshot.Cursors.Encode(after) : null,
            };
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>All root fields of the database as one transaction that also ends a job; in the order of the fields.</summary>
    public async Task<IReadOnlyList<(string ResponseName, MutationResult Result)>> RunJobAsync(
        OperationInput input, MutationContext context, MutationProgress progress, CancellationToken cancellationToken)
    {
        var fields = input.RootFields.Where(f => f.Definition?.Binding is MutationField).ToList();
        var plans = fields.Select(f => Plan(input, f)).ToList();
        using var step = JimTelemetry.Start(SpanNames.Run);
        var results = await TellAsync(
            await runner.RunAllAsync(plans, input.Variables, input.Caller, context, cancellationToken), progress, cancellationToken);
        return [.. fields.Select((f, i) => (f.ResponseName, results[i]))];
    }

    private async Task<SharedOutcome> RunSharedAsync(OperationInput input, MutationProgress progress, CancellationToken cancellationToken)
    {
        var shared = new SharedTransaction(input, field => Plan(input, field));
        var steps = shared.Plan();
        using var step = JimTelemetry.Start(SpanNames.Run);
        ImmutableArray<MutationResult> results;
        try
        {
            results = await runner.RunAllAsync(steps, input.Variables, input.Caller, MutationContext.Default, cancellationToken);
        }
        catch (Exception failure) when (!PostgresFailure.IsUnavailable(failure) && failure is not DatabaseUnavailableException)
        {
            // After a lost connection the transaction may have been committed, and only the keeper's sweep can find out.
            shared.Abandon();
            throw;
        }

        return await shared.EndAsync(await TellAsync(results, progress, cancellationToken), cancellationToken);
    }

    /// <summary>True for a field of C# code, which may have written and says nothing of it.</summary>
    private static bool HasEffectOfItsOwn(CollectedField field) => field.Definition is { Binding: not MutationField };

    private async ValueTask<CompletedValue> RunFieldAsync(
        OperationInput input, CollectedField field, MutationProgress progress, CancellationToken cancellationToken)
    {
        var plan = Plan(input, field);
        using var step = JimTelemetry.Start(SpanNames.Run);

        // When the client leaves, a write that waits or works for long is cancelled and leaves nothing; any other is done by then.
        var result = await runner.RunAsync(plan, input.Variables, input.Caller, MutationContext.Default, cancellationToken);
        return (await TellAsync([result], progress, cancellationToken))[0].Value;
    }

    /// <summary>Tells this node of the commits, and the log of what no client is told.</summary>
    private async ValueTask<ImmutableArray<MutationResult>> TellAsync(
        ImmutableArray<MutationResult> results, MutationProgress progress, CancellationToken cancellationToken)
    {
        foreach (var result in results)
        {
            progress.ErrorCode ??= result.Reasons is [{ Code: var code }, ..] ? code : null;
            if (result is { Committed: true, PgSnapshotText: { } snapshot })
            {
                progress.After = PgSnapshot.Parse(snapshot);
                progress.Committed = true;
                if (result.Xid is not null)
                {
                    await notice.TellAsync([.. result.Touched.Select(t => t.Relation.Oid).Distinct()], progress.After, cancellationToken);
                }
            }
        }

        return [.. results.Select(r => r.Cause is { IsUnexpected: true } cause ? Explain(r, guard.Explain(cause)) : r)];
    }

    private static MutationResult Explain(MutationResult result, GraphQLError explained)
    {
        return result with
        {
            Value = result.Value with { Errors = [.. result.Value.Errors.Select(Add)] },
            Reasons = [.. result.Reasons.Select(Add)],
        };

        GraphQLError Add(GraphQLError error) => error with { Extensions = explained.Extensions };
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

    /// <summary>The code of the first error of a field, typed or not; null: none failed.</summary>
    public string? ErrorCode { get; set; }
}
