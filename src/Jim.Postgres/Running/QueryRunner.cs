using System.Buffers;
using System.Diagnostics;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Inputs;
using Jim.Postgres.Planning;
using Jim.Postgres.Rights;
using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>Runs plans of queries: one round trip with the claims and the statement, then the row's bytes are written as JSON.</summary>
public sealed class QueryRunner(PostgresPools pools)
{
    private readonly SharedTrips _trips = new(pools);

    /// <summary>How many round trips with quick reads were made, for tests.</summary>
    internal int SharedTripsMade => _trips.Made;

    /// <inheritdoc cref="RunAsync(QueryPlan, VariableValues, Caller, ErrorHandling, CancellationToken, bool)"/>
    public ValueTask<QueryResult> RunAsync(QueryPlan plan, VariableValues variables, Caller caller, CancellationToken cancellationToken) =>
        RunAsync(plan, variables, caller, ErrorHandling.Propagate, cancellationToken);

    /// <summary>
    /// Runs a plan on behalf of a caller. Throws <see cref="OverloadedException"/>, <see cref="DatabaseUnavailableException"/>,
    /// <see cref="GraphQLException"/> with a code, or <see cref="OperationCanceledException"/>.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="variables">The operation's variables.</param>
    /// <param name="caller">Under whose rights it runs.</param>
    /// <param name="handling">What becomes of a null that may not be one.</param>
    /// <param name="cancellationToken">The read is left.</param>
    /// <param name="isQuick">It is known to take a moment only, and may go in one round trip with those of other callers.</param>
    public async ValueTask<QueryResult> RunAsync(
        QueryPlan plan, VariableValues variables, Caller caller, ErrorHandling handling, CancellationToken cancellationToken,
        bool isQuick = false)
    {
        if (plan.Statement is not { } statement)
        {
            return PlanWriter.Refused(plan);
        }

        var command = Command(statement, RunValues.Create(variables), caller);
        var row = await FetchAsync(command, caller, cancellationToken, isQuick);
        try
        {
            var result = PlanWriter.Write(plan, row.Bytes, handling);
            result.DatabaseTime = row.DatabaseTime;
            return result;
        }
        finally
        {
            row.Return();
        }
    }

    /// <summary>
    /// How Postgres would run the plan's statement with these variables, on behalf of a caller: the JSON of <c>EXPLAIN (FORMAT JSON)</c> as
    /// UTF-8. The statement does not run. Throws as <see cref="RunAsync(QueryPlan, VariableValues, Caller, CancellationToken)"/>.
    /// </summary>
    /// <param name="plan">One with a statement.</param>
    public async ValueTask<byte[]> ExplainAsync(
        QueryPlan plan, VariableValues variables, Caller caller, CancellationToken cancellationToken)
    {
        var command = Command(plan.Statement!, RunValues.Create(variables), caller);
        command.CommandText = $"explain (format json) {command.CommandText}";
        var row = await FetchAsync(command, caller, cancellationToken);
        var json = row.Bytes.ToArray();
        row.Return();
        return json;
    }

    /// <summary>
    /// The statement as a command of a batch. Throws <see cref="GraphQLException"/> for a value that Postgres cannot take, such as a text
    /// with U+0000.
    /// </summary>
    internal static NpgsqlBatchCommand Command(SqlStatement statement, RunValues values, Caller caller)
    {
        var command = new NpgsqlBatchCommand(statement.TextFor(caller.Role));
        foreach (var parameter in statement.Parameters)
        {
            command.Parameters.Add(parameter.Bind(values));
        }

        return command;
    }

    /// <summary>Copies the current row of the reader, which has one column, a bytea or the UTF-8 of a json.</summary>
    internal static FetchedRow ReadRow(NpgsqlDataReader reader)
    {
        var length = (int)reader.GetBytes(0, 0, null, 0, 0);
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        reader.GetBytes(0, 0, bytes, 0, length);
        return new FetchedRow(bytes, length);
    }

    /// <summary>
    /// Runs a command and fetches its row. Where the connection turns out to be dead, the command is sent once more on a new one: after a
    /// restart of Postgres every idle connection is dead, and reading twice does no harm.
    /// </summary>
    /// <remarks>
    /// When the caller cancels, this method throws at once. The statement is cancelled in Postgres a moment later by the pools'
    /// <see cref="StatementCanceller"/>, and only then gives its connection back.
    /// </remarks>
    internal async ValueTask<FetchedRow> FetchAsync(
        NpgsqlBatchCommand command, Caller caller, CancellationToken cancellationToken, bool isQuick = false)
    {
        var fetching = isQuick
            ? FetchTogetherAsync(command, caller, cancellationToken)
            : FetchOrTryAgainAsync(command, caller, cancellationToken);
        if (fetching.IsCompleted)
        {
            return await fetching;
        }

        var task = fetching.AsTask();
        try
        {
            return await task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!task.IsCompleted)
        {
            _ = ReturnWhenDoneAsync(task);
            throw;
        }
    }

    private static async Task ReturnWhenDoneAsync(Task<FetchedRow> left)
    {
        await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        if (left.IsCompletedSuccessfully)
        {
            (await left).Return();
        }
    }

    private async ValueTask<FetchedRow> FetchTogetherAsync(
        NpgsqlBatchCommand command, Caller caller, CancellationToken cancellationToken) =>
        await _trips.FetchAsync(command, caller, cancellationToken)
        ?? await FetchOrTryAgainAsync(Copy(command), caller, cancellationToken);

    private async ValueTask<FetchedRow> FetchOrTryAgainAsync(NpgsqlBatchCommand command, Caller caller, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var lease = await pools.Reads.LeaseAsync(caller, cancellationToken);
            var begun = Stopwatch.GetTimestamp();
            try
            {
                return await FetchAsync(lease.Connection, command, caller) with { DatabaseTime = Stopwatch.GetElapsedTime(begun) };
            }
            catch (Exception failure)
            {
                if (attempt == 1 && PostgresFailure.IsLostConnection(failure))
                {
                    pools.Reads.DropIdle();
                    command = Copy(command);
                    continue;
                }

                throw PostgresFailure.ToException(failure, cancellationToken, pools.Disclosure.RaisedMessages);
            }
        }
    }

    /// <summary>
    /// The same for another connection: Npgsql keeps in a command under which name its connection has prepared it, and would use that name.
    /// </summary>
    private static NpgsqlBatchCommand Copy(NpgsqlBatchCommand command)
    {
        var copy = new NpgsqlBatchCommand(command.CommandText);
        foreach (NpgsqlParameter parameter in command.Parameters)
        {
            copy.Parameters.Add(parameter.Clone());
        }

        return copy;
    }

    private static async ValueTask<FetchedRow> FetchAsync(
        NpgsqlConnection connection, NpgsqlBatchCommand command, Caller caller)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Claims.Command(caller));
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        await reader.NextResultAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        return ReadRow(reader);
    }
}
