using System.Data;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.Postgres.Planning;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>
/// Runs plans one after another on one connection, in one repeatable read transaction, so that all parts of an answer show the data of the
/// same moment. Not thread safe; dispose it to give the connection back.
/// </summary>
public sealed class RepeatableReads(PostgresPools pools, Caller caller, ErrorHandling handling) : IAsyncDisposable
{
    private ConnectionLease? _lease;
    private NpgsqlTransaction? _transaction;
    private Task _running = Task.CompletedTask;

    /// <summary>
    /// Runs a plan and throws as <see cref="QueryRunner.RunAsync(QueryPlan, VariableValues, Caller, ErrorHandling, CancellationToken)"/>.
    /// When the caller cancels, the statement runs on to its end, for the reason told at <see cref="QueryRunner"/>.
    /// </summary>
    public async ValueTask<QueryResult> RunAsync(QueryPlan plan, VariableValues variables, CancellationToken cancellationToken)
    {
        if (plan.Statement is not { } statement)
        {
            return PlanWriter.Refused(plan);
        }

        var fetching = FetchAsync(QueryRunner.Command(statement, RunValues.Create(variables), caller), cancellationToken);
        _running = fetching;
        var row = await fetching.WaitAsync(cancellationToken);
        try
        {
            return PlanWriter.Write(plan, row.Bytes, handling);
        }
        finally
        {
            row.Return();
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_running.IsCompleted)
        {
            return EndAsync();
        }

        _ = EndWhenDoneAsync();
        return ValueTask.CompletedTask;
    }

    private async Task<FetchedRow> FetchAsync(NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var begins = _lease is null;
            try
            {
                _lease ??= await pools.Reads.LeaseAsync(cancellationToken);
                _transaction ??= await _lease.Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, CancellationToken.None);
                await using var batch = new NpgsqlBatch(_lease.Connection, _transaction);
                if (begins)
                {
                    batch.BatchCommands.Add(Claims.Command(caller));
                }

                batch.BatchCommands.Add(command);
                await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
                if (begins)
                {
                    await reader.NextResultAsync(CancellationToken.None);
                }

                await reader.ReadAsync(CancellationToken.None);
                return QueryRunner.ReadRow(reader);
            }
            catch (Exception failure)
            {
                await EndAsync();
                if (begins && attempt == 1 && PostgresFailure.IsLostConnection(failure))
                {
                    // After a restart of Postgres every idle connection is dead.
                    pools.Reads.DropIdle();
                    continue;
                }

                throw PostgresFailure.ToException(failure, cancellationToken, pools.Disclosure.RaisedMessages);
            }
        }
    }

    private async Task EndWhenDoneAsync()
    {
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        if (_running is Task<FetchedRow> { IsCompletedSuccessfully: true } left)
        {
            (await left).Return();
        }

        await EndAsync();
    }

    private async ValueTask EndAsync()
    {
        var (transaction, lease) = (_transaction, _lease);
        (_transaction, _lease) = (null, null);
        try
        {
            if (transaction is not null)
            {
                await transaction.DisposeAsync();
            }
        }
        catch (Exception lost) when (PostgresFailure.IsUnavailable(lost))
        {
            // The connection is gone, and its transaction with it.
        }
        finally
        {
            if (lease is not null)
            {
                await lease.DisposeAsync();
            }
        }
    }
}
