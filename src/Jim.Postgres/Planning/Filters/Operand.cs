using Jim.Postgres.Catalog;
using Jim.Postgres.Schema;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Planning.Filters;

/// <summary>What an operator is applied to: a column, its text form where its type has no scalar, or an item of an array.</summary>
/// <param name="Expression">What is compared.</param>
/// <param name="Raw">The value in its own type, for operators that only that type has.</param>
internal sealed record Operand(SqlText Expression, SqlText Raw, DataType Type, SqlType Sent, bool Nullable)
{
    public static Operand Of(RowSource source, Column column) =>
        Of(source.Column(column), column.Type.Effective, source.IsNullable(column));

    public static Operand Of(SqlText expression, DataType type, bool nullable) =>
        type.Kind is DataTypeKind.Enum or DataTypeKind.Array || ColumnTypes.ScalarOf(type) is not null
            ? new Operand(expression, expression, type, SqlTypes.Of(type), nullable)
            : new Operand(SqlText.Of($"{expression}::text"), expression, type, SqlTypes.Text, nullable);

    /// <summary>As what a list of such values is sent.</summary>
    public SqlType SentList => ReferenceEquals(Sent, SqlTypes.Text) ? SqlTypes.TextList : SqlTypes.ListOf(Type);
}
