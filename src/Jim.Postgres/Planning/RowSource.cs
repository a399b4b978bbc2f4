using Jim.Postgres.Values;

namespace Jim.Postgres.Planning;

/// <summary>A relation in the FROM of a SELECT, which gives its columns' SQL and cells.</summary>
/// <param name="scope">The SELECT.</param>
/// <param name="read">The reading of its relation's rows.</param>
/// <param name="alias">Its alias in the SELECT.</param>
/// <param name="outer">True for the right side of a left join: any of its columns may be null.</param>
/// <param name="joined">A column by which it is joined; null where it is not.</param>
internal sealed class RowSource(RowScope scope, RowRead read, SqlText alias, bool outer, Column? joined = null)
{
    public RowScope Scope { get; } = scope;

    public RowRead Read { get; } = read;

    public Relation Relation => Read.Relation;

    public SqlText Alias { get; } = alias;

    public bool Outer { get; } = outer;

    /// <summary>A column that is null only where the row is missing.</summary>
    public Column KeyColumn =>
        (Relation.Key is { Declared: false } key ? key.Columns[0] : joined)
            ?? Relation.Columns.FirstOrDefault(c => c.NotNull) ?? Relation.Columns[0];

    public SqlText Column(Column column)
    {
        Scope.Plan.Use(new ColumnUse(Relation, column));
        return SqlText.Format($"{Alias}.{new Identifier(column.Name)}");
    }

    public bool IsNullable(Column column) => Outer || !column.NotNull;

    /// <summary>The cell with a column's value in binary form.</summary>
    public int Cell(Column column) => Scope.Cell($"{Alias}.{column.Number}", () => Column(column), column.Type.Oid);

    /// <summary>The cell with a column's value as <paramref name="format"/> reads it: in binary form, or cast to text.</summary>
    public int Cell(Column column, ValueFormat format)
    {
        if (!format.AsText)
        {
            return Cell(column);
        }

        Scope.Plan.Cast(new ColumnUse(Relation, column));
        return Scope.Cell($"{Alias}.{column.Number}::text", () => column.Type.Effective.Kind == DataTypeKind.Array
            ? SqlText.Format($"{Column(column)}::text[]")
            : SqlText.Format($"{Column(column)}::text"));
    }
}
