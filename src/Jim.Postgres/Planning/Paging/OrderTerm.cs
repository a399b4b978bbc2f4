using Jim.Postgres.Types;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Planning.Paging;

/// <summary>One of the values that rows are ordered by: a column, the beginning of a text, or a digest of the row.</summary>
/// <param name="Source">The row, or a parent joined to it, that has the value.</param>
/// <param name="Column">The column; null for a digest.</param>
/// <param name="Descending">True for the greatest value first.</param>
/// <param name="Name">
/// Names of the foreign keys that lead to the value, and its own. A cursor is only valid for the order whose names and directions it was
/// made with.
/// </param>
/// <param name="Expression">The value.</param>
/// <param name="Nullable">True where the value may be null.</param>
/// <param name="Format">How the value stands in a cursor.</param>
internal sealed record OrderTerm(
    RowSource Source, Column? Column, bool Descending, string Name, SqlText Expression, bool Nullable, CursorFormat Format)
{
    /// <summary>Characters of a text in an order that Jim makes itself. They keep cursors short, and tell most texts apart.</summary>
    private const int PrefixLength = 100;

    /// <summary>The key of the value's cell. Fields fetch an array as <c>text[]</c>, cursors as <c>text</c>.</summary>
    private string CellKey { get; init; } = $"{Source.Alias} {Name}";

    /// <summary>The name of the type that the value is made of; of a digest, of all its columns.</summary>
    public string ValueType { get; private init; } = Column is null ? string.Empty : NameType(Column);

    /// <summary>The OID of the value's type; for one that Jim's own SQL computes, it need not be compared.</summary>
    private uint CellType { get; init; } = CellTypes.Any;

    /// <summary>
    /// Orders by the whole value of a column; by its text where the type has no operators for it. Equal texts are equal values.
    /// </summary>
    public static OrderTerm FromColumn(RowSource source, Column column, bool descending, string prefix = "")
    {
        var type = PostgresTypes.Describe(column.Type);
        if (type.IsKeyedByText)
        {
            return new OrderTerm(
                source, column, descending, $"{prefix}{column.Name}::text", SqlText.Format($"{source.Column(column)}::text"),
                source.IsNullable(column), new CursorFormat(false, SqlTypes.Text, CursorValues.Text));
        }

        var term = new OrderTerm(
            source, column, descending, prefix + column.Name, type.RenderUnderlying(source.Column(column)), source.IsNullable(column),
            type.Cursor)
        {
            CellType = type.Underlying is null ? column.Type.Oid : column.Type.Effective.Oid,
        };
        return column.Type.Effective.Kind == DataTypeKind.Array || type.Underlying is not null
            ? term
            : term with { CellKey = $"{source.Alias}.{column.Number}" };
    }

    /// <summary>Orders by the beginning of a text.</summary>
    public static OrderTerm FromPrefix(RowSource source, Column column) => new(
        source, column, false, $"{column.Name}[{PrefixLength}]",
        SqlText.Format($"left({source.Column(column)}, {SqlText.Number(PrefixLength)})"), source.IsNullable(column),
        new CursorFormat(false, SqlTypes.Text, CursorValues.Text));

    /// <summary>
    /// Orders by a digest of 64 bits over the text of columns, so that rows differ that differ in any of them, however long it is and
    /// whatever its type.
    /// </summary>
    public static OrderTerm FromDigest(RowSource source, IReadOnlyCollection<Column> columns)
    {
        var row = SqlText.Join(RowScope.Comma, columns.Select(source.Column));
        return new OrderTerm(
            source, null, false, $"#{string.Join(',', columns.Select(c => c.Name))}",
            SqlText.Format($"hashtextextended(row({row})::text collate \"C\", 0)"), false,
            new CursorFormat(false, SqlTypes.Bigint, CursorValues.Int64))
        {
            ValueType = string.Join(',', columns.Select(NameType)),
        };
    }

    /// <summary>
    /// The same order read from its end. Postgres puts nulls last in ascending and first in descending order, so they change sides as all
    /// other values do.
    /// </summary>
    public OrderTerm Reversed() => this with { Descending = !Descending };

    public SqlText Text() => Text(Expression);

    /// <summary>As the database tells types apart, in every database and after a restore: by schema and name.</summary>
    private static string NameType(Column column) => $"{column.Type.Effective.Schema}.{column.Type.Effective.Name}";

    /// <summary>The direction after a value, for ORDER BY.</summary>
    public SqlText Text(SqlText value) => Descending ? SqlText.Format($"{value} desc") : value;

    /// <summary>The cell with the value as it stands in a cursor, where possible the one that a field of the column has too.</summary>
    public int Cell() => Format.AsText
        ? Source.Scope.Cell($"{CellKey}::text", () => SqlText.Format($"{Expression}::text"))
        : Source.Scope.Cell(CellKey, () => Expression, CellType);
}
