using Jim.GraphQL.Inputs;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Postgres.Running.Mutations;

/// <summary>
/// Runs mutation plans. A single field is one transaction in one round trip: begin, claims, the plan's statements, commit, and the MVCC
/// snapshot after it.
/// </summary>
/// <param name="pools">The connections.</param>
/// <param name="tellConstraints">True: errors tell the names of violated constraints; for development only.</param>
public sealed class MutationRunner(PostgresPools pools, bool tellConstraints = false)
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
        var commands = new MutationCommands(plan, values, caller);
        await using var lease = await pools.Writes.LeaseAsync(cancellationToken);
        try
        {
            await using var batch = Begin(lease.Connection, caller, context);
            commands.AddTo(batch);
            End(batch);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            var reading = await commands.ReadAsync(reader, cancellationToken);
            var outcome = MutationOutcome.Judge(plan, reading, values, tellConstraints);
            await reader.NextResultAsync(cancellationToken);
            return CreateResult(outcome, await ReadPgSnapshotAsync(reader, cancellationToken));
        }
        catch (Exception failure)
        {
            await RollBackAsync(lease.Connection, failure);
            return CreateResult(MutationOutcome.Judge(plan, failure, variables, tellConstraints, cancellationToken), null);
        }
    }

    /// <summary>
    /// Runs several fields as one transaction: all are kept, or none. A field that fails ends it; the others answer JIM_ROLLED_BACK. Throws
    /// as <see cref="RunAsync"/> does.
    /// </summary>
    public async ValueTask<ImmutableArray<MutationResult>> RunAllAsync(
        IReadOnlyList<MutationPlan> plans, VariableValues variables, Caller caller, MutationContext context,
        CancellationToken cancellationToken)
    {
        var runs = plans.Select(p => (Plan: p, Values: CreateValues(p, variables))).ToList();
        var outcomes = new List<MutationOutcome>();
        await using var lease = await pools.Writes.LeaseAsync(cancellationToken);
        var connection = lease.Connection;
        try
        {
            await using (var begin = Begin(connection, caller, context))
            {
                await begin.ExecuteNonQueryAsync(cancellationToken);
            }

            foreach (var (plan, values) in runs)
            {
                outcomes.Add(await RunOneAsync(connection, plan, values, caller, cancellationToken));
                if (!outcomes[^1].Succeeded)
                {
                    await RollBackAsync(connection, null);
                    return RolledBack(plans, outcomes);
                }
            }

            return await CommitAsync(connection, outcomes, context, cancellationToken);
        }
        catch (Exception failure)
        {
            await RollBackAsync(connection, failure);
            if (failure is not PostgresException || outcomes.Count >= plans.Count)
            {
                throw PostgresFailure.ToException(failure, cancellationToken);
            }

            outcomes.Add(MutationOutcome.Judge(plans[outcomes.Count], failure, variables, tellConstraints, cancellationToken));
            return RolledBack(plans, outcomes);
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

    private async ValueTask<MutationOutcome> RunOneAsync(
        NpgsqlConnection connection, MutationPlan plan, RunValues values, Caller caller, CancellationToken cancellationToken)
    {
        var commands = new MutationCommands(plan, values, caller);
        await using var batch = new NpgsqlBatch(connection);
        commands.AddTo(batch);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return MutationOutcome.Judge(plan, await commands.ReadAsync(reader, cancellationToken), values, tellConstraints);
    }

    private static async ValueTask<ImmutableArray<MutationResult>> CommitAsync(
        NpgsqlConnection connection, List<MutationOutcome> outcomes, MutationContext context, CancellationToken cancellationToken)
    {
        if (context.BeforeCommit is { } hook)
        {
            await using var asLogin = new NpgsqlCommand("select set_config('role', 'none', true)", connection);
            await asLogin.ExecuteNonQueryAsync(cancellationToken);
            await hook(connection, [.. outcomes.Select(o => o.Value)], cancellationToken);
        }

        await using var batch = new NpgsqlBatch(connection);
        End(batch);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var snapshot = await ReadPgSnapshotAsync(reader, cancellationToken);
        return [.. outcomes.Select(o => CreateResult(o, snapshot))];
    }

    private static NpgsqlBatch Begin(NpgsqlConnection connection, Caller caller, MutationContext context)
    {
        var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("begin"));
        batch.BatchCommands.Add(Claims.Command(caller, context.Job));
        return batch;
    }

    private static void End(NpgsqlBatch batch)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select pg_current_snapshot()::text"));
    }

    private static async ValueTask<string> ReadPgSnapshotAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        return reader.GetString(0);
    }

    private static MutationResult CreateResult(MutationOutcome outcome, string? snapshot) => outcome.Succeeded
        ? new MutationResult(outcome.Value, true, snapshot, outcome.Xid, outcome.Touched)
        : new MutationResult(outcome.Value, false, null, null, []);

    private static ImmutableArray<MutationResult> RolledBack(IReadOnlyList<MutationPlan> plans, List<MutationOutcome> outcomes) =>
        [.. plans.Select((plan, i) => CreateResult(i == outcomes.Count - 1 ? outcomes[i] : MutationOutcome.RolledBack(plan), null))];

    /// <summary>
    /// Ends the failed transaction, so that the connection can be used again. A connection on which even that fails is closed by the pool.
    /// </summary>
    private async ValueTask RollBackAsync(NpgsqlConnection connection, Exception? failure)
    {
        if (failure is not null && PostgresFailure.IsLostConnection(failure))
        {
            pools.Writes.DropIdle();
            return;
        }

        try
        {
            await using var rollback = new NpgsqlCommand("rollback", connection);
            await rollback.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            pools.Writes.DropIdle();
        }
    }
}
