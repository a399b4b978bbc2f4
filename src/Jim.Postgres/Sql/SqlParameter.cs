using Jim.GraphQL.Errors;
using Npgsql;
using NpgsqlTypes;

namespace Jim.Postgres.Sql;

/// <summary>A value that is sent beside the text: where each run takes it from, and its type. Two parameters are never equal.</summary>
public sealed class SqlParameter(ValueSource source, SqlType type)
{
    public ValueSource Source { get; } = source;

    public SqlType Type { get; } = type;

    /// <summary>
    /// The value of this run. Throws <see cref="GraphQLException"/> when Postgres could not take it (a NUL character).
    /// </summary>
    public NpgsqlParameter Bind(RunValues values)
    {
        var value = Source.Read(values);
        var encoded = value is null ? null : Type.Encode(value);
        return new NpgsqlParameter { Value = encoded ?? DBNull.Value, NpgsqlDbType = Type.Send ?? NpgsqlDbType.Unknown };
    }
}
