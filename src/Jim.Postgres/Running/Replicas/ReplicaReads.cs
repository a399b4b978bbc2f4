using System.Diagnostics;
using System.Runtime.CompilerServices;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.Postgres.Planning;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Postgres.Running.Replicas;

/// <summary>
/// Runs plans of queries on a replica where one shows what the answer must include, in one round trip with the proof of it. Whatever keeps
/// a replica from answering, a recovery conflict or a schema that it does not have yet, the caller then asks the primary.
/// </summary>
public sealed class ReplicaReads(ReplicaSet replicas, Disclosure disclosure)
{
    /// <summary>
    /// Plans that no standby can run, because they write (a function, a policy that counts) or read an unlogged table.
    /// </summary>
    private readonly ConditionalWeakTable<QueryPlan, object> _ofPrimary = [];

    /// <summary>From which moment of the primary on each user may be answered.</summary>
    public ReadFloors Floors { get; } = new(replicas.Marks);

    /// <summary>
    /// The answer; null: the primary is to be asked. Throws as
    /// <see cref="QueryRunner.RunAsync(QueryPlan, VariableValues, Caller, ErrorHandling, CancellationToken, bool)"/>.
    /// </summary>
    public async ValueTask<QueryResult?> TryRunAsync(
        QueryPlan plan, VariableValues variables, Caller caller, ErrorHandling handling, ReadNeed need,
        CancellationToken cancellationToken)
    {
        var result = plan.Statement is null || _ofPrimary.TryGetValue(plan, out _) ? null : await TryChosenAsync();
        ReplicaTelemetry.CountRead(result?.Replica.Name);
        return result?.Result;

        async ValueTask<(QueryResult Result, Standby Replica)?> TryChosenAsync()
        {
            if (replicas.Choose(need) is not var (replica, line))
            {
                return null;
            }

            var command = QueryRunner.Command(plan.Statement, RunValues.Create(variables), caller);
            try
            {
                var (row, wal) = await FetchOrLeaveAsync(replica, command, caller, cancellationToken);
                try
                {
                    var mark = wal is { } position ? line.FindReached(position) : null;
                    replica.NoteReached(mark);
                    return mark is not null && need.IsMetBy(mark) ? (Write(plan, row, handling, mark), replica) : null;
                }
                finally
                {
                    row.Return();
                }
            }
            catch (Exception failure) when (failure is not OverloadedException)
            {
                if (cancellationToken.IsCancellationRequested || IsTimeout(failure))
                {
                    throw PostgresFailure.ToException(failure, cancellationToken, disclosure.RaisedMessages);
                }

                Note(failure, plan, replica);
                return null;
            }
        }
    }

    private static QueryResult Write(QueryPlan plan, FetchedRow row, ErrorHandling handling, PrimaryMark mark)
    {
        var result = PlanWriter.Write(plan, row.Bytes, handling);
        (result.DatabaseTime, result.ReplicaMark) = (row.DatabaseTime, mark);
        return result;
    }

    /// <summary>Throws at once when the caller cancels or the replica is lost; the statement is cancelled then, if it can be.</summary>
    private static async Task<(FetchedRow Row, ulong? Wal)> FetchOrLeaveAsync(
        Standby replica, NpgsqlBatchCommand command, Caller caller, CancellationToken cancellationToken)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, replica.Lost);
        var fetching = FetchAsync(replica, command, caller, left.Token);
        try
        {
            return await fetching.WaitAsync(left.Token);
        }
        catch (OperationCanceledException) when (!fetching.IsCompleted)
        {
            _ = ReturnWhenDoneAsync(fetching);
            throw;
        }
    }

    /// <summary>
    /// The position is asked for before the statement's snapshot is taken, on the same connection: the statement shows at least that.
    /// </summary>
    private static async Task<(FetchedRow Row, ulong? Wal)> FetchAsync(
        Standby replica, NpgsqlBatchCommand command, Caller caller, CancellationToken cancellationToken)
    {
        await using var lease = await replica.Reads.LeaseAsync(caller, cancellationToken);
        var begun = Stopwatch.GetTimestamp();
        await using var batch = new NpgsqlBatch(lease.Connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Standby.PositionSql));
        batch.BatchCommands.Add(Claims.Command(caller));
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        var wal = await reader.IsDBNullAsync(0, CancellationToken.None) ? null : (ulong?)reader.GetInt64(0);
        await reader.NextResultAsync(CancellationToken.None);
        await reader.NextResultAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        return (QueryRunner.ReadRow(reader) with { DatabaseTime = Stopwatch.GetElapsedTime(begun) }, wal);
    }

    private static async Task ReturnWhenDoneAsync(Task<(FetchedRow Row, ulong? Wal)> left)
    {
        await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        if (left.IsCompletedSuccessfully)
        {
            (await left).Row.Return();
        }
    }

    /// <summary>True for a statement that took as long as is allowed: on the primary it would do that once more.</summary>
    private static bool IsTimeout(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } or NpgsqlException { InnerException: TimeoutException };

    private void Note(Exception failure, QueryPlan plan, Standby replica)
    {
        if (failure is PostgresException
            {
                SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.FeatureNotSupported
                or PostgresErrorCodes.ObjectNotInPrerequisiteState,
            } || PostgresFailure.IsFaultOfDriver(failure))
        {
            _ofPrimary.AddOrUpdate(plan, plan);
        }

        if (PostgresFailure.IsLostConnection(failure) || failure is DatabaseUnavailableException)
        {
            replica.NoteLost();
        }
    }
}
