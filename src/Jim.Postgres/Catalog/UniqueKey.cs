namespace Jim.Postgres.Catalog;

/// <summary>
/// A primary key, a unique constraint, or a unique index on columns (not on expressions). <see cref="Partial"/> is true for an index with
/// a WHERE, which says nothing about other rows.
/// </summary>
public sealed record UniqueKey(string Name, ImmutableArray<Column> Columns, bool Primary, bool Partial)
{
    /// <summary>
    /// True where the WHERE is <c>deleted_at is null</c>, so that the key is unique among the rows of a table with soft deletion that
    /// clients see.
    /// </summary>
    public bool LiveRows { get; init; }

    /// <summary>True when at most one of the rows of <paramref name="relation"/> that clients see has the same values.</summary>
    public bool IsUniqueAmongVisible(Relation relation) => !Partial || (LiveRows && relation.SoftDelete);
}
