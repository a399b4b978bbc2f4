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
using Npgsql;

namespace Jim.Platform.Requests;

/// <summary>
/// The step "run" of a mutation: each root field of the database is one transaction in one round trip, one after another (spec 6.2.2).
/// Under <c>@transaction</c> all fields are one transaction, uploads too. With an <c>Idempotency-Key</c> each transaction also keeps what
/// it answers (<see cref="IdempotentEffect"/>).
/// </summary>
public sealed class MutationExecution(MutationRunner runner, CommitNotice notice, RequestGuard guard)
{
    public Task<GraphQLResponse> RunAsync(PreparedMutation mutation, CancellationToken cancellationToken) =>
        RunAsync(mutation.Input, mutation.IdempotencyKey, new MutationProgress(), cancellationToken);

    /// <summary>
    /// The same for a job, whose effect happens once, however often it is run. A mutation that is one transaction ends the job in it; of
    /// several each keeps its answer under the job's id, where there is no key.
    /// </summary>
    public Task<GraphQLResponse> RunAsync(PreparedMutation mutation, JobEnding job, CancellationToken cancellationToken) => RunAsync(
        mutation.Input, mutation.IdempotencyKey ?? (job.IsOneTransaction ? null : job.Key),
        new MutationProgress { Job = job, IsOfJob = true }, cancellationToken);

    /// <summary>True where all that it writes is one transaction.</summary>
    public static bool IsOneTransaction(OperationInput input) => IsShared(input) || input.RootFields.Count(IsOfDatabase) == 1;

    /// <summary>True under <c>@transaction</c>.</summary>
    public static bool IsShared(OperationInput input) =>
        input.Operation.Definition.Directives.Any(d => d.Name.Value == "transaction");

    private static bool IsOfDatabase(CollectedField field) => field.Definition is { Binding: MutationField };

    private async Task<GraphQLResponse> RunAsync(
        OperationInput input, string? key, MutationProgress progress, CancellationToken cancellationToken)
    {
        var isShared = IsShared(input);
        var shared = isShared
            ? await RunSharedAsync(
                input, input.RootFields, key is null ? null : IdempotentEffect.For(input, key), progress, cancellationToken)
            : SharedOutcome.None;
        if (progress.IsMismatch)
        {
            return GraphQLResponse.Refused(RequestErrors.IdempotencyMismatch());
        }

        var state = isShared ? BuildState(input, shared)
            : key is null && progress.Job is null ? BuildState(input, progress)
            : BuildState(input, key, progress);
        return await ExecuteAsync(input, state, shared, progress, cancellationToken);
    }

    /// <summary>Each field runs at its turn, those of the database in a transaction of its own.</summary>
    private RequestState BuildState(OperationInput input, MutationProgress progress) => new(input)
    {
        RunMutationField = (field, stop) => guard.ResolveAsync(() => RunFieldAsync(input, field, progress, stop)),
    };

    /// <summary>The fields have run.</summary>
    private static RequestState BuildState(OperationInput input, SharedOutcome shared) => new(input)
    {
        RunMutationField = (field, _) => ValueTask.FromResult(shared.Values[field.ResponseName]),
        RunJoinedField = (field, _) => ValueTask.FromResult(shared.Joined[field.ResponseName]()),
    };

    /// <summary>The same, unless it has run for an earlier request under the same key.</summary>
    private RequestState BuildState(OperationInput input, string? key, MutationProgress progress) => new(input)
    {
        RunMutationField = (field, stop) => guard.ResolveAsync(async () =>
            (await RunOnceAsync(input, field, key, progress, stop)).Values[field.ResponseName]),
        RunJoinedField = async (field, stop) => (await RunOnceAsync(input, field, key, progress, stop)).Joined[field.ResponseName](),
    };

    private async Task<SharedOutcome> RunOnceAsync(
        OperationInput input, CollectedField field, string? key, MutationProgress progress, CancellationToken cancellationToken)
    {
        var effect = key is null ? null : IdempotentEffect.For(input, key, field.ResponseName);
        var outcome = await RunSharedAsync(input, [field], effect, progress, cancellationToken);
        return progress.IsMismatch ? throw RequestErrors.IdempotencyMismatch().ToException() : outcome;
    }

    private static async Task<GraphQLResponse> ExecuteAsync(
        OperationInput input, RequestState state, SharedOutcome shared, MutationProgress progress, CancellationToken cancellationToken)
    {
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

            if (progress is { IsMismatch: true, Committed: false })
            {
                data.Dispose();
                return GraphQLResponse.Refused(RequestErrors.IdempotencyMismatch());
            }

            return new GraphQLResponse
            {
                Outcome = ResponseOutcome.Executed, Data = data, Errors = errors, TypedErrorCode = progress.ErrorCode,
                IsReplay = progress.IsReplay,
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

    /// <param name="effect">Keeps what is answered, or has it of an earlier request; null: there is no key.</param>
    private async Task<SharedOutcome> RunSharedAsync(
        OperationInput input, IReadOnlyList<CollectedField> fields, IdempotentEffect? effect, MutationProgress progress,
        CancellationToken cancellationToken)
    {
        var shared = new SharedTransaction(input, fields, field => Plan(input, field));
        var steps = shared.Plan();
        var context = effect is null && progress.Job is null ? MutationContext.Default : new MutationContext(
            Claim: effect is null ? null : effect.ClaimAsync,
            BeforeCommit: (connection, values, _) => KeepAsync(input, shared, effect, progress.Job, connection, values))
        {
            LimitsLockWait = progress.Job is not null,
        };
        using var step = JimTelemetry.Start(SpanNames.Run);
        ImmutableArray<MutationResult> results;
        try
        {
            results = await runner.RunAllAsync(steps, input.Variables, input.Caller, context, cancellationToken);
        }
        catch (Exception failure) when (!PostgresFailure.IsUnavailable(failure) && failure is not DatabaseUnavailableException)
        {
            // After a lost connection the transaction may have been committed, and only the keeper's sweep can find out.
            shared.Abandon();
            throw;
        }

        if (effect is { IsMismatch: true })
        {
            progress.IsMismatch = true;
            return SharedOutcome.None;
        }

        if (effect?.Answer is { } kept)
        {
            (progress.After, progress.Committed, progress.IsReplay) = (PgSnapshot.Parse(effect.PgSnapshotText), true, true);
            return shared.Restore(kept);
        }

        return await shared.EndAsync(await TellAsync(results, progress, cancellationToken), cancellationToken);
    }

    /// <summary>Writes what is answered into the transaction of the effect.</summary>
    private static async ValueTask KeepAsync(
        OperationInput input, SharedTransaction shared, IdempotentEffect? effect, JobEnding? job, NpgsqlConnection connection,
        IReadOnlyList<CompletedValue> values)
    {
        if (effect is not null)
        {
            await effect.KeepAsync(connection, shared.Keep(values));
        }

        if (job is { IsOneTransaction: true })
        {
            using var answer = await ExecuteAsync(
                input, BuildState(input, shared.Foresee(values)), SharedOutcome.None, new MutationProgress { Committed = true },
                CancellationToken.None);
            await job.WriteAsync(connection, answer);
        }
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
                    uint[] written = [.. result.Touched.Select(t => t.Relation.Oid).Distinct()];
                    await (progress.IsOfJob
                        ? notice.AnnounceAsync(written, progress.After, cancellationToken)
                        : notice.TellAsync(written, progress.After, cancellationToken));
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

    /// <summary>A field was answered for an earlier request under the same <c>Idempotency-Key</c>.</summary>
    public bool IsReplay { get; set; }

    /// <summary>The <c>Idempotency-Key</c> belongs to another request.</summary>
    public bool IsMismatch { get; set; }

    /// <summary>The job that the mutation ends; null: none.</summary>
    public JobEnding? Job { get; init; }

    /// <summary>A job runs the mutation, so that nobody is answered here.</summary>
    public bool IsOfJob { get; init; }

    /// <summary>The code of the first error of a field, typed or not; null: none failed.</summary>
    public string? ErrorCode { get; set; }
}
