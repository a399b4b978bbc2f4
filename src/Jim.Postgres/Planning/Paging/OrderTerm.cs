using Jim.Postgres.Catalog;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Planning.Paging;

/// <summary>One value of an order.</summary>
/// <param name="Name">How the cursor's order is named; the path through parents and the column.</param>
internal sealed record OrderTerm(RowSource Source, Column Column, bool Descending, string Name)
{
    public SqlText Expression => Source.Column(Column);

    public bool Nullable => Source.IsNullable(Column);

    /// <summary>
    /// The same order read from its end. Postgres puts nulls last going up and first going down, so turning round keeps them in place.
    /// </summary>
    public OrderTerm Reversed() => this with { Descending = !Descending };

    public SqlText Text() => Descending ? SqlText.Format($"{Expression} desc") : Expression;
}
