using System.Collections.Immutable;

namespace Jim.Postgres.Catalog;

/// <summary>
/// A primary key, unique constraint or plain unique index without expression. <see cref="Partial"/>: it has a WHERE (as for live rows
/// only).
/// </summary>
public sealed record UniqueKey(string Name, ImmutableArray<Column> Columns, bool Primary, bool Partial)
{
    /// <summary>The WHERE is <c>deleted_at is null</c>: unique among the rows that clients see of a soft-deleted table.</summary>
    public bool LiveRows { get; init; }

    /// <summary>At most one row that clients of <paramref name="relation"/> can see has given values.</summary>
    public bool IsUniqueAmongVisible(Relation relation) => !Partial || (LiveRows && relation.SoftDelete);
}
