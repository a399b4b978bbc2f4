using Jim.GraphQL.Inputs;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Postgres.Running.Mutations;

/// <summary>
/// Runs mutation plans. A field alone is one transaction in one round trip: begin, claims, the plan's statements, commit, and the snapshot
/// after it. What is told as an error leaves nothing: a write that writes no row ends its transaction, and the field runs once more to find
/// out why (<see cref="CarefulWrite"/>).
/// </summary>
/// <remarks>
/// Where the caller cancels, the pools' <see cref="StatementCanceller"/> ends what runs, and the transaction is rolled back, or was
/// committed before. Either is waited for, so that nothing is told that is not so.
/// </remarks>
public sealed class MutationRunner(PostgresPools pools)
{
    /// <summary>
    /// Runs one field as a transaction of its own. Errors of its input and missing rights are part of the result. Throws
    /// <see cref="OverloadedException"/>, <see cref="DatabaseUnavailableException"/>, <see cref="Jim.GraphQL.Errors.GraphQLException"/>
    /// with a code, or <see cref="OperationCanceledException"/>.
    /// </summary>
    public async ValueTask<MutationResult> RunAsync(
        MutationPlan plan, VariableValues variables, Caller caller, MutationContext context, CancellationToken cancellationToken)
    {
        if (context.BeforeCommit is not null)
        {
            return (await RunAllAsync([plan], variables, caller, context, cancellationToken))[0];
        }

        var values = CreateValues(plan, variables);
        for (var attempt = 1; ; attempt++)
        {
            await using var lease = await pools.Writes.LeaseAsync(caller, cancellationToken);
            var transaction = new MutationTransaction(lease, caller, context, pools.Disclosure);
            try
            {
                return await RunWholeAsync(transaction, plan, values);
            }
            catch (Exception failure)
            {
                await RollBackAsync(transaction, failure);
                if (attempt > 1 || !PostgresFailure.IsFaultOfDriver(failure))
                {
                    return MutationOutcome.Judge(plan, failure, variables, pools.Disclosure, cancellationToken).ToResult(null);
                }
            }
        }
    }

    /// <summary>
    /// Runs several fields as one transaction: all are kept, or none. A field that fails ends it; the others answer JIM_ROLLED_BACK. Empty
    /// where the context's claim was refused. Throws as <see cref="RunAsync"/> does.
    /// </summary>
    public ValueTask<ImmutableArray<MutationResult>> RunAllAsync(
        IReadOnlyList<MutationPlan> plans, VariableValues variables, Caller caller, MutationContext context,
        CancellationToken cancellationToken) =>
        RunAllAsync([.. plans.Select(p => new MutationStep.Planned(p))], variables, caller, context, cancellationToken);

    /// <inheritdoc cref="RunAllAsync(IReadOnlyList{MutationPlan}, VariableValues, Caller, MutationContext, CancellationToken)"/>
    public async ValueTask<ImmutableArray<MutationResult>> RunAllAsync(
        IReadOnlyList<MutationStep> steps, VariableValues variables, Caller caller, MutationContext context,
        CancellationToken cancellationToken)
    {
        try
        {
            return await RunAllOnceAsync(steps, variables, caller, context, cancellationToken);
        }
        catch (Exception failure) when (PostgresFailure.IsFaultOfDriver(failure) && steps.All(s => s is MutationStep.Planned))
        {
            return await RunAllOnceAsync(steps, variables, caller, context, cancellationToken);
        }
    }

    private async ValueTask<ImmutableArray<MutationResult>> RunAllOnceAsync(
        IReadOnlyList<MutationStep> steps, VariableValues variables, Caller caller, MutationContext context,
        CancellationToken cancellationToken)
    {
        var run = steps.Select(s => new SharedStep(s, s is MutationStep.Planned p ? CreateValues(p.Plan, variables) : default)).ToList();
        await using var lease = await pools.Writes.LeaseAsync(caller, cancellationToken);
        var transaction = new MutationTransaction(lease, caller, context, pools.Disclosure);
        try
        {
            // A constraint that may be deferred is, so that the fields of one transaction can write rows that point at each other, or
            // exchange what is unique.
            if (!await transaction.BeginAsync(defersConstraints: run.Count > 1))
            {
                await RollBackAsync(transaction, null);
                return [];
            }

            var snapshot = await RunStepsAsync(transaction, run, cancellationToken)
                ? await CommitAsync(transaction, run, cancellationToken)
                : null;
            if (snapshot is null)
            {
                await RollBackAsync(transaction, null);
            }

            return [.. run.Select(s => s.ToResult(snapshot, isAlone: run.Count == 1))];
        }
        catch (Exception failure)
        {
            // What the hook met stays as it is: it may mean something to whoever passed it in.
            await RollBackAsync(transaction, failure);
            throw failure is PostgresException { SqlState: not PostgresErrorCodes.QueryCanceled }
                ? failure
                : PostgresFailure.ToException(failure, cancellationToken, pools.Disclosure.RaisedMessages);
        }
    }

    private static RunValues CreateValues(MutationPlan plan, VariableValues variables)
    {
        var keys = new Guid[plan.GeneratedKeys];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = Guid.CreateVersion7();
        }

        return new RunValues(variables, keys);
    }

    private async ValueTask<MutationResult> RunWholeAsync(
        MutationTransaction transaction, MutationPlan plan, RunValues values)
    {
        if (plan.IsRuled)
        {
            return await RunCarefullyAsync(transaction, plan, values, undoes: false);
        }

        try
        {
            return await transaction.RunWholeAsync(plan, values);
        }
        catch (PostgresException refused) when (CarefulWrite.IsCalledFor(plan, refused))
        {
            return await RunCarefullyAsync(transaction, plan, values, undoes: true);
        }
    }

    /// <param name="undoes">A first try is to be undone.</param>
    private async ValueTask<MutationResult> RunCarefullyAsync(
        MutationTransaction transaction, MutationPlan plan, RunValues values, bool undoes)
    {
        var outcome = await transaction.RunAloneAsync(plan, values, undoes);
        if (outcome.Succeeded)
        {
            outcome = await transaction.FindLateFailureAsync(plan, values) ?? outcome;
        }

        if (outcome.Succeeded)
        {
            return outcome.ToResult(await transaction.CommitAsync());
        }

        await RollBackAsync(transaction, null);
        return outcome.ToResult(null);
    }

    /// <summary>False: a field failed, which its step now says.</summary>
    private async ValueTask<bool> RunStepsAsync(MutationTransaction transaction, List<SharedStep> run, CancellationToken cancellationToken)
    {
        foreach (var step in run)
        {
            try
            {
                step.Outcome = step.Step switch
                {
                    MutationStep.Planned planned => await transaction.RunAsync(planned.Plan, step.Values),
                    MutationStep.Joined joined => await transaction.RunAsync(joined),
                    _ => throw new InvalidOperationException($"A transaction has no step {step.Step.GetType().Name}."),
                };
            }
            catch (Exception failure) when (!PostgresFailure.IsFaultOfDriver(failure))
            {
                step.Outcome = Judge(step, failure, cancellationToken);
            }

            if (!step.Outcome.Succeeded)
            {
                return false;
            }
        }

        foreach (var step in run.Where(s => s.Plan is not null))
        {
            if (await transaction.FindLateFailureAsync(step.Plan!, step.Values) is { } failed)
            {
                step.Outcome = failed;
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The snapshot after the commit; null: a deferred constraint or trigger refused it, which the step it belongs to now says.
    /// </summary>
    private async ValueTask<string?> CommitAsync(MutationTransaction transaction, List<SharedStep> run, CancellationToken cancellationToken)
    {
        await transaction.RunHookAsync([.. run.Select(s => s.Outcome!.Value)]);
        try
        {
            return await transaction.CommitAsync();
        }
        catch (Exception failure) when (!PostgresFailure.IsFaultOfDriver(failure))
        {
            // The constraint's table tells which field it was; of several the last, whose write came on top of the others. Fields of C#
            // code write tables of the platform.
            var refused = failure as PostgresException;
            var guilty = run.FindLast(s =>
                s.Plan is { Relation: var r } && r.Name == refused?.TableName && r.Schema == refused.SchemaName)
                ?? run.FindLast(s => s.Plan is null && refused?.SchemaName == "jim")
                ?? run[^1];
            guilty.Outcome = Judge(guilty, failure, cancellationToken);
            return null;
        }
    }

    private MutationOutcome Judge(SharedStep step, Exception failure, CancellationToken cancellationToken) => step.Plan is { } plan
        ? MutationOutcome.Judge(plan, failure, step.Values.Variables, pools.Disclosure, cancellationToken)
        : MutationOutcome.JudgeJoined(failure, pools.Disclosure, cancellationToken);

    /// <summary>
    /// Ends the failed transaction, so that the connection can be used again. A connection on which even that fails is closed by the pool.
    /// </summary>
    private async ValueTask RollBackAsync(MutationTransaction transaction, Exception? failure)
    {
        if (failure is DatabaseUnavailableException { Cause: var cause })
        {
            failure = cause;
        }

        if (failure is not null && PostgresFailure.IsLostConnection(failure))
        {
            pools.Writes.DropIdle();
            return;
        }

        try
        {
            await transaction.RollBackAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // InvalidOperationException: Npgsql has closed the connection.
            pools.Writes.DropIdle();
        }
    }

    /// <summary>A step of a shared transaction with what became of it; null: it did not run.</summary>
    private sealed class SharedStep(MutationStep step, RunValues values)
    {
        public MutationStep Step { get; } = step;

        public RunValues Values { get; } = values;

        public MutationPlan? Plan => (Step as MutationStep.Planned)?.Plan;

        public MutationOutcome? Outcome { get; set; }

        public MutationResult ToResult(string? snapshot, bool isAlone) => (snapshot, Outcome, Plan) switch
        {
            (not null, { } kept, _) => kept.ToResult(snapshot),
            (null, { Succeeded: false } failed, { } plan) => (isAlone ? failed : failed.AmongOthers(plan)).ToResult(null),
            (null, { Succeeded: false } failed, null) => failed.ToResult(null),
            (_, _, { } plan) => MutationOutcome.RolledBack(plan).ToResult(null) with { Reasons = [] },
            _ => MutationOutcome.Nothing.ToResult(null),
        };
    }
}
