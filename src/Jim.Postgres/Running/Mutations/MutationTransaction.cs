using Jim.GraphQL.Execution;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Postgres.Running.Mutations;

/// <summary>The transaction of one mutation field, or of several, on one connection.</summary>
internal sealed class MutationTransaction(NpgsqlConnection connection, Caller caller, MutationContext context, Disclosure disclosure)
{
    /// <summary>
    /// A job that waits for a lock gives up after half the time that a statement may take. So it is known that the lock was the reason, and
    /// the job is tried again; of a statement that took too long nobody could tell. A limit that is set for the role or database stays.
    /// </summary>
    private const string LimitLockWait = """
        select set_config('lock_timeout', (extract(epoch from current_setting('statement_timeout')::interval) * 500)::bigint::text, true)
        where current_setting('lock_timeout') = '0'
        """;

    /// <summary>One field from begin to commit in one round trip.</summary>
    public async ValueTask<MutationResult> RunWholeAsync(MutationPlan plan, RunValues values, CancellationToken cancellationToken)
    {
        var commands = new MutationCommands(plan, values, caller);
        await using var batch = CreateBatch(Begin());
        commands.AddTo(batch, commits: true);
        End(batch);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        try
        {
            await reader.NextResultAsync(cancellationToken);
            var outcome = MutationOutcome.Judge(plan, await commands.ReadAsync(reader, cancellationToken), values, disclosure);
            await reader.NextResultAsync(cancellationToken);
            if (plan.LateDemand is not null)
            {
                await reader.NextResultAsync(cancellationToken);
            }

            return outcome.ToResult(await ReadPgSnapshotAsync(reader, cancellationToken));
        }
        catch (Exception fault) when (PostgresFailure.IsFaultOfDriver(fault))
        {
            // Else disposing the reader waits for results that never come, as long as a command may take.
            batch.Cancel();
            throw;
        }
    }

    public async ValueTask BeginAsync(bool defersConstraints, CancellationToken cancellationToken)
    {
        await using var batch = CreateBatch(Begin());
        if (context.Job is not null)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(LimitLockWait));
        }

        if (defersConstraints)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("set constraints all deferred"));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>One field of several; where its first try fails in a way that tells nothing, a second one follows.</summary>
    public async ValueTask<MutationOutcome> RunAsync(MutationPlan plan, RunValues values, CancellationToken cancellationToken)
    {
        if (plan.IsRuled)
        {
            return await RunCarefullyAsync(plan, values, [], cancellationToken);
        }

        var commands = new MutationCommands(plan, values, caller);
        try
        {
            await using var batch = CreateBatch([new NpgsqlBatchCommand("savepoint jim_field")]);
            commands.AddTo(batch, commits: false);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            return MutationOutcome.Judge(plan, await commands.ReadAsync(reader, cancellationToken), values, disclosure);
        }
        catch (PostgresException refused) when (CarefulWrite.IsCalledFor(plan, refused))
        {
            return await RunCarefullyAsync(plan, values, [new("rollback to savepoint jim_field")], cancellationToken);
        }
    }

    /// <summary>A field that is a transaction of its own, which stays open.</summary>
    /// <param name="undoes">A first try is to be undone.</param>
    public ValueTask<MutationOutcome> RunAloneAsync(
        MutationPlan plan, RunValues values, bool undoes, CancellationToken cancellationToken) =>
        RunCarefullyAsync(plan, values, undoes ? [new("rollback"), .. Begin()] : Begin(), cancellationToken);

    /// <summary>A field of C# code; afterwards the caller's role and claims are set again.</summary>
    public async ValueTask<MutationOutcome> RunAsync(MutationStep.Joined step, CancellationToken cancellationToken)
    {
        var errors = await step.RunAsync(connection, cancellationToken);
        if (errors.IsEmpty)
        {
            await using var batch = CreateBatch([Claims.Command(caller, context.Job)]);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        return new MutationOutcome(new CompletedValue(default, []), errors, null, []);
    }

    /// <summary>Looks up what a field points at, at the end of the transaction. Null: all of it is there.</summary>
    public async ValueTask<MutationOutcome?> FindLateFailureAsync(
        MutationPlan plan, RunValues values, CancellationToken cancellationToken)
    {
        if (plan.LateChecks is not { } statement)
        {
            return null;
        }

        await using var batch = CreateBatch([QueryRunner.Command(statement, values, caller)]);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var checks = Enumerable.Range(0, plan.LateReferences.Length).Select(reader.GetBoolean).ToArray();
        return MutationOutcome.JudgeLate(plan, checks, values.Variables, disclosure);
    }

    /// <summary>What is to be written as the login role when every field has succeeded.</summary>
    public async ValueTask RunHookAsync(ImmutableArray<CompletedValue> values, CancellationToken cancellationToken)
    {
        if (context.BeforeCommit is { } hook)
        {
            await using var asLogin = CreateBatch([Claims.LeaveRole()]);
            await asLogin.ExecuteNonQueryAsync(cancellationToken);
            await hook(connection, values, cancellationToken);
        }
    }

    /// <summary>The snapshot after the commit.</summary>
    public async ValueTask<string> CommitAsync(CancellationToken cancellationToken)
    {
        await using var batch = CreateBatch([]);
        End(batch);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await ReadPgSnapshotAsync(reader, cancellationToken);
    }

    public async ValueTask RollBackAsync()
    {
        await using var batch = CreateBatch([new NpgsqlBatchCommand("rollback")]);
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
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

    private async ValueTask<MutationOutcome> RunCarefullyAsync(
        MutationPlan plan, RunValues values, NpgsqlBatchCommand[] prologue, CancellationToken cancellationToken)
    {
        var reading = await new CarefulWrite(plan, values, caller, context).RunAsync(connection, prologue, cancellationToken);
        return MutationOutcome.Judge(plan, reading, values, disclosure);
    }

    private NpgsqlBatchCommand[] Begin() => [new("begin"), Claims.Command(caller, context.Job)];

    private NpgsqlBatch CreateBatch(IEnumerable<NpgsqlBatchCommand> commands) => new NpgsqlBatch(connection).With(commands);
}
