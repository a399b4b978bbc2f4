using Jim.GraphQL.Errors;
using Npgsql;
using NpgsqlTypes;

namespace Jim.Postgres.Sql;

/// <summary>
/// A value that is sent beside the text of a statement: where each run takes it from, and under which type it is sent. Two parameters are
/// equal only when they are the same instance.
/// </summary>
public sealed class SqlParameter(ValueSource source, SqlType type)
{
    public ValueSource Source { get; } = source;

    public SqlType Type { get; } = type;

    /// <summary>
    /// The parameter with the value of a run. Throws <see cref="GraphQLException"/> for a value that Postgres could not store
    /// (<see cref="InputErrors"/>).
    /// </summary>
    public NpgsqlParameter Bind(RunValues values)
    {
        var value = Source.Read(values);
        var encoded = value is null ? null : Type.Encode(value);
        return new NpgsqlParameter { Value = encoded ?? DBNull.Value, NpgsqlDbType = Type.Send ?? NpgsqlDbType.Unknown };
    }
}
