namespace Jim.Postgres.Catalog;

/// <summary>
/// A primary key, a unique constraint, a unique index on columns (not on expressions), or a key that a comment declares.
/// <see cref="Partial"/> is true for an index with a WHERE, which says nothing about other rows.
/// </summary>
public sealed record UniqueKey(string Name, ImmutableArray<Column> Columns, bool Primary, bool Partial)
{
    /// <summary>
    /// True where the WHERE is <c>deleted_at is null</c>, so that the key is unique among the rows of a table with soft deletion that
    /// clients see.
    /// </summary>
    public bool LiveRows { get; init; }

    /// <summary>Two nulls count as equal (NULLS NOT DISTINCT); otherwise any number of rows may have a null in the key.</summary>
    public bool NullsNotDistinct { get; init; }

    /// <summary>
    /// Postgres may look only at the commit whether rows are alike in the key, so that within a transaction there may be several.
    /// </summary>
    public bool Deferrable { get; init; }

    /// <summary>Declared by <c>@key</c> in the comment on the relation: nothing in Postgres keeps rows from being alike in it.</summary>
    public bool Declared { get; init; }

    /// <summary>The key counts for all rows that clients of <paramref name="relation"/> can see.</summary>
    public bool CoversVisible(Relation relation) => !Partial || (LiveRows && relation.SoftDelete);

    /// <summary>
    /// Postgres guarantees that at most one row that clients of <paramref name="relation"/> can see has given values, none of them null. It
    /// does not where the relation has children by INHERITS: an index knows the rows of one table only.
    /// </summary>
    public bool IsUniqueAmongVisible(Relation relation) => CoversVisible(relation) && !Declared && !relation.HasChildren;

    /// <summary>
    /// No two rows that clients of <paramref name="relation"/> can see are alike in the key, nor by nulls: Postgres guarantees it, or the
    /// comment declares it.
    /// </summary>
    public bool TellsRowsApart(Relation relation) =>
        Declared || (IsUniqueAmongVisible(relation) && (NullsNotDistinct || Columns.All(c => c.NotNull)));
}
