using System.Data;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.Postgres.Planning;
using Jim.Postgres.Rights;
using Npgsql;
using NpgsqlTypes;

namespace Jim.Postgres.Running;

/// <summary>
/// Runs plans one after another on one connection, in one repeatable read transaction, so that all parts of an answer show the data of the
/// same moment. Not thread safe; dispose it to give the connection back.
/// </summary>
/// <param name="pools">The connections.</param>
/// <param name="caller">Under whose rights the plans run.</param>
/// <param name="handling">What becomes of a null that may not be one.</param>
/// <param name="columns">
/// The columns that any of the plans uses. The first read fails where the database has another column in the place of one: before anything
/// is told, the whole answer can be asked for again.
/// </param>
public sealed class RepeatableReads(
    PostgresPools pools, Caller caller, ErrorHandling handling, IReadOnlyList<ColumnUse> columns) : IAsyncDisposable
{
    /// <summary>
    /// Whether a table has got another file since the transaction's snapshot was taken. ALTER TABLE and TRUNCATE write such a file, and to
    /// older snapshots the table is then empty: <c>pg_class</c> is read in the snapshot, <c>pg_relation_filenode</c> reads what is now.
    /// </summary>
    private const string RewrittenSql = """
        with recursive part (oid) as (
          select unnest($1::oid[])
          union
          select i.inhrelid from part p join pg_inherits i on i.inhparent = p.oid
        )
        select exists (select from part join pg_class c using (oid) where c.relfilenode <> pg_relation_filenode(c.oid))
        """;

    private const string OtherColumnsSql = """
        select exists (
          select from unnest($1::oid[], $2::int2[], $3::oid[], $4::text[]) known (relation, number, type, name)
          left join pg_attribute a on a.attrelid = known.relation and a.attnum = known.number
          where a.atttypid is distinct from known.type or a.attname <> known.name)
        """;

    private ConnectionLease? _lease;
    private NpgsqlTransaction? _transaction;
    private Task _running = Task.CompletedTask;

    /// <summary>
    /// Runs a plan and throws as
    /// <see cref="QueryRunner.RunAsync(QueryPlan, VariableValues, Caller, ErrorHandling, CancellationToken, bool)"/>.
    /// When the caller cancels, the statement is cancelled a moment later, and the connection is given back then. Where a table was
    /// rewritten since the transaction's snapshot, the first plan is run again in a new transaction; for a later one
    /// <see cref="GraphQLException"/> (JIM_SCHEMA_CHANGED) is thrown.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="variables">The operation's variables.</param>
    /// <param name="tables">OIDs of all tables whose rows the answer depends on.</param>
    /// <param name="cancellationToken">The read is left.</param>
    public async ValueTask<QueryResult> RunAsync(
        QueryPlan plan, VariableValues variables, IEnumerable<uint> tables, CancellationToken cancellationToken)
    {
        if (plan.Statement is not { } statement)
        {
            return PlanWriter.Refused(plan);
        }

        var fetching = FetchAsync(statement, RunValues.Create(variables), [.. tables], cancellationToken);
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

    private async Task<FetchedRow> FetchAsync(
        SqlStatement statement, RunValues values, uint[] tables, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var begins = _lease is null;
            try
            {
                _lease ??= await pools.Reads.LeaseAsync(caller, cancellationToken);
                _transaction ??= await _lease.Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, CancellationToken.None);
                await using var batch = new NpgsqlBatch(_lease.Connection, _transaction);
                if (begins)
                {
                    batch.BatchCommands.Add(Claims.Command(caller));
                }

                batch.BatchCommands.Add(QueryRunner.Command(statement, values, caller)); // a new one for each connection
                batch.BatchCommands.Add(Rewritten(tables));
                if (begins)
                {
                    batch.BatchCommands.Add(OtherColumns());
                }

                await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
                if (begins)
                {
                    await reader.NextResultAsync(CancellationToken.None);
                }

                await reader.ReadAsync(CancellationToken.None);
                var row = QueryRunner.ReadRow(reader);
                var isRewritten = await ReadFlagAsync(reader);
                if (!isRewritten && !(begins && await ReadFlagAsync(reader)))
                {
                    return row;
                }

                row.Return();
                if (!isRewritten || !begins || attempt > 1)
                {
                    throw new GraphQLException(RunErrors.SchemaChanged());
                }
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

            await EndAsync();
        }
    }

    private static async ValueTask<bool> ReadFlagAsync(NpgsqlDataReader reader)
    {
        await reader.NextResultAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        return reader.GetBoolean(0);
    }

    private static NpgsqlBatchCommand Rewritten(uint[] tables) => new(RewrittenSql)
    {
        Parameters = { new NpgsqlParameter { Value = tables, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid } },
    };

    private NpgsqlBatchCommand OtherColumns() => new(OtherColumnsSql)
    {
        Parameters =
        {
            new() { Value = columns.Select(c => c.Relation.Oid).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid },
            new() { Value = columns.Select(c => c.Column.Number).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint },
            new() { Value = columns.Select(c => c.Column.Type.Oid).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid },
            new() { Value = columns.Select(c => c.Column.Name).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        },
    };

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
                await lease!.StopCancellingAsync();
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
