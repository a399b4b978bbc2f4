using Npgsql;
using NpgsqlTypes;

namespace Jim.Platform.Files;

/// <summary>Statements with positional parameters; null is SQL's null.</summary>
internal static class FileCommands
{
    public static NpgsqlBatchCommand Build(string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value switch
            {
                NpgsqlParameter made => made,
                JsonbParameter json => new NpgsqlParameter { Value = json.Text, NpgsqlDbType = NpgsqlDbType.Jsonb },
                _ => new NpgsqlParameter { Value = value ?? DBNull.Value },
            });
        }

        return command;
    }

    /// <summary>A parameter of type <c>jsonb</c>.</summary>
    public sealed record JsonbParameter(string Text);
}
