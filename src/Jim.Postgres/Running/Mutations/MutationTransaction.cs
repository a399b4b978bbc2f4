using Jim.GraphQL.Execution;
using Jim.Postgres.Planning.Mutations;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Postgres.Running.Mutations;

/// <summary>
/// The transaction of one mutation field, or of several, on one connection. No method takes a token: the lease sees to the statements of a
/// request that is left.
/// </summary>
internal sealed class MutationTransaction(ConnectionLease lease, Caller caller, MutationContext context, Disclosure disclosure)
{
    /// <summary>
    /// A job that waits for a lock gives up after half the time that a statement may take. So it is known that the lock was the reason, and
    /// the job is tried again; of a statement that took too long nobody could tell. A limit that is set for the role or database stays.
    /// </summary>
    private const string LimitLockWait = """
        select set_config('lock_timeout', (extract(epoch from current_setting('statement_timeout')::interval) * 500)::bigint::text, true)
        where current_setting('lock_timeout') = '0'
        """;

    private readonly NpgsqlConnection _connection = lease.Connection;

    /// <summary>One field from begin to commit in one round trip.</summary>
    public async ValueTask<MutationResult> RunWholeAsync(MutationPlan plan, RunValues values)
    {
        var commands = new MutationCommands(plan, values, caller);
        await using var batch = CreateBatch(Begin());
        commands.AddTo(batch, commits: true);
        var afterCommit = End(batch);
        MutationOutcome? outcome = null;
        try
        {
            await using var reader = await batch.ExecuteReaderAsync();
            try
            {
                await reader.NextResultAsync();
                outcome = MutationOutcome.Judge(plan, await commands.ReadAsync(reader), values, disclosure);
                await reader.NextResultAsync();
                if (plan.LateDemand is not null)
                {
                    await reader.NextResultAsync();
                }

                return outcome.ToResult(await ReadPgSnapshotAsync(reader));
            }
            catch (Exception fault) when (PostgresFailure.IsFaultOfDriver(fault))
            {
                // Else disposing the reader waits for results that never come, as long as a command may take.
                batch.Cancel();
                throw;
            }
        }
        catch (PostgresException cancelled) when (outcome is not null && cancelled.BatchCommand == afterCommit)
        {
            return outcome.ToResult(await AskPgSnapshotAsync());
        }
    }

    /// <summary>False: the context's claim was refused, and the transaction is to be rolled back.</summary>
    public async ValueTask<bool> BeginAsync(bool defersConstraints)
    {
        if (context.Claim is { } claim)
        {
            await using var begin = CreateBatch([new NpgsqlBatchCommand("begin")]);
            await begin.ExecuteNonQueryAsync();
            if (!await claim(_connection))
            {
                return false;
            }
        }

        await using var batch = CreateBatch(context.Claim is null ? Begin() : [Claims.Command(caller, context.Job)]);
        if (context.LimitsLockWait)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(LimitLockWait));
        }

        if (defersConstraints)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("set constraints all deferred"));
        }

        await batch.ExecuteNonQueryAsync();
        return true;
    }

    /// <summary>One field of several; where its first try fails in a way that tells nothing, a second one follows.</summary>
    public async ValueTask<MutationOutcome> RunAsync(MutationPlan plan, RunValues values)
    {
        if (plan.IsRuled)
        {
            return await RunCarefullyAsync(plan, values, []);
        }

        var commands = new MutationCommands(plan, values, caller);
        try
        {
            await using var batch = CreateBatch([new NpgsqlBatchCommand("savepoint jim_field")]);
            commands.AddTo(batch, commits: false);
            await using var reader = await batch.ExecuteReaderAsync();
            return MutationOutcome.Judge(plan, await commands.ReadAsync(reader), values, disclosure);
        }
        catch (PostgresException refused) when (CarefulWrite.IsCalledFor(plan, refused))
        {
            return await RunCarefullyAsync(plan, values, [new("rollback to savepoint jim_field")]);
        }
    }

    /// <summary>A field that is a transaction of its own, which stays open.</summary>
    /// <param name="undoes">A first try is to be undone.</param>
    public ValueTask<MutationOutcome> RunAloneAsync(MutationPlan plan, RunValues values, bool undoes) =>
        RunCarefullyAsync(plan, values, undoes ? [new("rollback"), .. Begin()] : Begin());

    /// <summary>A field of C# code; afterwards the caller's role and claims are set again.</summary>
    public async ValueTask<MutationOutcome> RunAsync(MutationStep.Joined step)
    {
        var errors = await step.RunAsync(_connection, CancellationToken.None);
        if (errors.IsEmpty)
        {
            await using var batch = CreateBatch([Claims.Command(caller, context.Job)]);
            await batch.ExecuteNonQueryAsync();
        }

        return new MutationOutcome(new CompletedValue(default, []), errors, null, []);
    }

    /// <summary>Looks up what a field points at, at the end of the transaction. Null: all of it is there.</summary>
    public async ValueTask<MutationOutcome?> FindLateFailureAsync(MutationPlan plan, RunValues values)
    {
        if (plan.LateChecks is not { } statement)
        {
            return null;
        }

        await using var batch = CreateBatch([QueryRunner.Command(statement, values, caller)]);
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.ReadAsync();
        var checks = Enumerable.Range(0, plan.LateReferences.Length).Select(reader.GetBoolean).ToArray();
        return MutationOutcome.JudgeLate(plan, checks, values.Variables, disclosure);
    }

    /// <summary>What is to be written as the login role when every field has succeeded.</summary>
    public async ValueTask RunHookAsync(ImmutableArray<CompletedValue> values)
    {
        if (context.BeforeCommit is { } hook)
        {
            await using var asLogin = CreateBatch([Claims.LeaveRole()]);
            await asLogin.ExecuteNonQueryAsync();
            await hook(_connection, values, CancellationToken.None);
        }
    }

    /// <summary>The snapshot after the commit.</summary>
    public async ValueTask<string> CommitAsync()
    {
        await using var batch = CreateBatch([]);
        var afterCommit = End(batch);
        try
        {
            await using var reader = await batch.ExecuteReaderAsync();
            return await ReadPgSnapshotAsync(reader);
        }
        catch (PostgresException cancelled) when (cancelled.BatchCommand == afterCommit)
        {
            return await AskPgSnapshotAsync();
        }
    }

    public async ValueTask RollBackAsync()
    {
        await lease.StopCancellingAsync();
        await using var batch = CreateBatch([new NpgsqlBatchCommand("rollback")]);
        await batch.ExecuteNonQueryAsync();
    }

    private static NpgsqlBatchCommand AfterCommit() => new("select pg_current_snapshot()::text");

    /// <summary>Adds the commit, and what is asked after it, which is returned.</summary>
    private static NpgsqlBatchCommand End(NpgsqlBatch batch)
    {
        var afterCommit = AfterCommit();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        batch.BatchCommands.Add(afterCommit);
        return afterCommit;
    }

    private static async ValueTask<string> ReadPgSnapshotAsync(NpgsqlDataReader reader)
    {
        await reader.ReadAsync();
        return reader.GetString(0);
    }

    /// <summary>Asks again where a cancelled request met the question for the snapshot: what came before it is committed.</summary>
    private async ValueTask<string> AskPgSnapshotAsync()
    {
        await lease.StopCancellingAsync();
        await using var batch = CreateBatch([AfterCommit()]);
        await using var reader = await batch.ExecuteReaderAsync();
        return await ReadPgSnapshotAsync(reader);
    }

    private async ValueTask<MutationOutcome> RunCarefullyAsync(
        MutationPlan plan, RunValues values, NpgsqlBatchCommand[] prologue)
    {
        var reading = await new CarefulWrite(plan, values, caller, context).RunAsync(_connection, prologue);
        return MutationOutcome.Judge(plan, reading, values, disclosure);
    }

    private NpgsqlBatchCommand[] Begin() => [new("begin"), Claims.Command(caller, context.Job)];

    private NpgsqlBatch CreateBatch(IEnumerable<NpgsqlBatchCommand> commands) => new NpgsqlBatch(_connection).With(commands);
}
