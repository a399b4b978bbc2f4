using Npgsql;

namespace Jim.Postgres.Running;

/// <summary>Statements with positional parameters, alone or several of them in one round trip.</summary>
public static class Statements
{
    /// <summary>A statement on a connection of its own.</summary>
    /// <param name="values">
    /// Of <c>$1</c>, <c>$2</c> and so on; null is SQL's null, and a parameter that was made before is taken as it is.
    /// </param>
    public static NpgsqlCommand CreateCommand(this NpgsqlDataSource dataSource, string sql, params object?[] values)
    {
        var command = dataSource.CreateCommand(sql);
        AddTo(command.Parameters, values);
        return command;
    }

    /// <summary>A statement of a batch.</summary>
    /// <param name="values">As of <see cref="CreateCommand"/>.</param>
    public static NpgsqlBatchCommand BuildCommand(string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        AddTo(command.Parameters, values);
        return command;
    }

    /// <summary>Appends the statements in their order; the batch, to be disposed by the caller as before.</summary>
    public static NpgsqlBatch With(this NpgsqlBatch batch, IEnumerable<NpgsqlBatchCommand> commands)
    {
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    /// <summary>Runs the statements in one round trip, as a transaction of their own.</summary>
    public static async Task ExecuteAsync(
        this NpgsqlDataSource dataSource, IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch().With(commands);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The same within a transaction of the connection.</summary>
    public static async Task ExecuteAsync(
        this NpgsqlConnection connection, IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch().With(commands);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void AddTo(NpgsqlParameterCollection parameters, object?[] values)
    {
        foreach (var value in values)
        {
            parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        }
    }
}
