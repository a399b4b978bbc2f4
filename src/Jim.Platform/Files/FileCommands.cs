using Jim.Postgres.Running;
using Npgsql;
using NpgsqlTypes;

namespace Jim.Platform.Files;

/// <summary>Statements with positional parameters; null is SQL's null.</summary>
internal static class FileCommands
{
    public static NpgsqlBatchCommand Build(string sql, params object?[] values) => Statements.BuildCommand(
        sql,
        [.. values.Select(value => value is JsonbParameter json
            ? new NpgsqlParameter { Value = json.Text, NpgsqlDbType = NpgsqlDbType.Jsonb } : value)]);

    /// <summary>A parameter of type <c>jsonb</c>.</summary>
    public sealed record JsonbParameter(string Text);
}
