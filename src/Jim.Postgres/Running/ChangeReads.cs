using System.Data;
using System.Diagnostics;
using Jim.GraphQL.Inputs;
using Jim.Postgres.Changes;
using Jim.Postgres.Planning;
using Jim.Postgres.Rights;
using Jim.Postgres.Wire;
using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>
/// Reads the change log, and then the rows that it names as a subscriber has them, in one repeatable read transaction: both are of the same
/// moment, so that the subscriber's copy is exact at it. Not thread safe; dispose it to give the connection back.
/// </summary>
public sealed class ChangeReads(PostgresPools pools, ChangePlan plan, VariableValues variables, Caller caller) : IAsyncDisposable
{
    private readonly long _begun = Stopwatch.GetTimestamp();
    private ConnectionLease? _lease;
    private NpgsqlTransaction? _transaction;
    private bool _hasClaims;

    /// <summary>For how long it has held its connection.</summary>
    public TimeSpan DatabaseTime => Stopwatch.GetElapsedTime(_begun);

    /// <summary>
    /// What was committed since a snapshot in these tables; null: only the snapshot of now. To be called first. It and the other reads
    /// throw as <see cref="QueryRunner.RunAsync(QueryPlan, VariableValues, Caller, CancellationToken)"/>.
    /// </summary>
    public Task<Delta> ReadLogAsync(PgSnapshot? since, IEnumerable<uint> tables, CancellationToken cancellationToken) =>
        TryAsync(
            async () =>
            {
                _lease = await pools.Reads.LeaseAsync(caller, cancellationToken);
                _transaction = await _lease.Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, CancellationToken.None);
                return await ChangeReader.ReadAsync(_lease.Connection, _transaction, since, [.. tables], CancellationToken.None);
            },
            cancellationToken);

    /// <summary>The keys of all rows that the subscriber has; null: more than <see cref="ChangePlan.KeysMax"/>.</summary>
    public Task<HashSet<string>?> ReadKeysAsync(CancellationToken cancellationToken) => TryAsync(
        async () =>
        {
            var fetched = await FetchAsync(plan.Keys, RunValues.Create(variables));
            var keys = ReadKeys(fetched.Bytes);
            fetched.Return();
            return keys.Count > ChangePlan.KeysMax ? null : keys;
        },
        cancellationToken);

    /// <summary>The rows of these keys, each given by its texts in the order of the key's columns.</summary>
    public Task<ChangedRows> ReadRowsAsync(IReadOnlyList<IReadOnlyList<string>> keys, CancellationToken cancellationToken) => TryAsync(
        async () =>
        {
            var columns = plan.Relation.Key!.Columns.Length;
            var values = RunValues.Create(variables) with
            {
                Keys = [.. Enumerable.Range(0, columns).Select(i => keys.Select(key => key[i]).ToArray())],
            };
            var fetched = await FetchAsync(plan.Rows, values);
            try
            {
                return new ChangedRows(plan, fetched);
            }
            catch
            {
                fetched.Return();
                throw;
            }
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
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

    private HashSet<string> ReadKeys(ReadOnlySpan<byte> bytes)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var array = new WireArray(bytes);
        while (array.Next(out var start, out var length))
        {
            var row = bytes.Slice(start, length);
            keys.Add(ChangedRows.ReadKey(new WireRow(row, new int[WireRow.RoomFor(row)]), plan.Relation.Key!.Columns.Length));
        }

        return keys;
    }

    private async Task<FetchedRow> FetchAsync(SqlStatement statement, RunValues values)
    {
        await using var batch = new NpgsqlBatch(_lease!.Connection, _transaction);
        if (!_hasClaims)
        {
            batch.BatchCommands.Add(Claims.Command(caller));
        }

        batch.BatchCommands.Add(QueryRunner.Command(statement, values, caller));
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        if (!_hasClaims)
        {
            await reader.NextResultAsync(CancellationToken.None);
        }

        _hasClaims = true;
        await reader.ReadAsync(CancellationToken.None);
        return QueryRunner.ReadRow(reader);
    }

    private async Task<T> TryAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read();
        }
        catch (Exception failure)
        {
            if (PostgresFailure.IsLostConnection(failure))
            {
                // After a restart of Postgres every idle connection is dead; the next try gets a new one.
                pools.Reads.DropIdle();
            }

            throw PostgresFailure.ToException(failure, cancellationToken, pools.Disclosure.RaisedMessages);
        }
    }
}
