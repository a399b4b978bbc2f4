namespace Jim.Postgres.Planning.Paging;

/// <summary>One of the columns that rows are ordered by.</summary>
/// <param name="Source">The row, or a parent joined to it, that has the column.</param>
/// <param name="Column">The column.</param>
/// <param name="Descending">True for the greatest value first.</param>
/// <param name="Name">
/// Names of the foreign keys that lead to the column, and its own. A cursor is only valid for the order whose names and directions it was
/// made with.
/// </param>
internal sealed record OrderTerm(RowSource Source, Column Column, bool Descending, string Name)
{
    public SqlText Expression => Source.Column(Column);

    public bool Nullable => Source.IsNullable(Column);

    /// <summary>
    /// The same order read from its end. Postgres puts nulls last in ascending and first in descending order, so they change sides as all
    /// other values do.
    /// </summary>
    public OrderTerm Reversed() => this with { Descending = !Descending };

    public SqlText Text() => Descending ? SqlText.Format($"{Expression} desc") : Expression;
}
