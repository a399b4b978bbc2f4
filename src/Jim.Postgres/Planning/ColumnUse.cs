
namespace Jim.Postgres.Planning;

/// <summary>A column that a plan reads or writes, and SQL that tells whether it still has the type that the plan knows.</summary>
public readonly record struct ColumnUse(Relation Relation, Column Column)
{
    /// <summary>
    /// A null of the column's present type. It needs no row and no right to the table; Postgres makes it a constant when it plans.
    /// </summary>
    internal SqlText TypedNull => SqlText.Format($"(null::{RowScope.FormatName(Relation)}).{new Identifier(Column.Name)}");

    /// <summary>
    /// A condition that holds while all columns have their types, and else fails with the SQLSTATE of an undefined object: a statement of a
    /// transaction that must not be committed then. It belongs in a statement that names the columns' tables in a FROM, because Postgres
    /// plans a prepared statement again when one of those changes, and then only.
    /// </summary>
    internal static SqlText RenderGuard(IReadOnlyCollection<ColumnUse> columns)
    {
        var present = SqlText.Join(RowScope.Comma, columns.Select(c => SqlText.Format($"pg_typeof({c.TypedNull})")));
        var known = SqlText.Join(RowScope.Comma, columns.Select(c => SqlText.Number(c.Column.Type.Oid)));
        return SqlText.Format(
            $"case when array[{present}]::oid[] = array[{known}]::oid[] then true else current_setting('jim.changed_types')::bool end");
    }
}
