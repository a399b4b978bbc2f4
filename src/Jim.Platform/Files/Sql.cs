using Npgsql;
using NpgsqlTypes;

namespace Jim.Platform.Files;

/// <summary>Statements with positional parameters; null is SQL's null.</summary>
internal static class Sql
{
    public static NpgsqlBatchCommand Command(string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is JsonText json
                ? new NpgsqlParameter { Value = json.Text, NpgsqlDbType = NpgsqlDbType.Jsonb }
                : new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }

    public static async Task ExecuteAsync(this NpgsqlDataSource database, IEnumerable<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A parameter of type <c>jsonb</c>.</summary>
    public sealed record JsonText(string Text);
}
