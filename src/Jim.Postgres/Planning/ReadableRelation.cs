namespace Jim.Postgres.Planning;

/// <summary>Whether the grants of a role let it read rows of a relation at all. Row level security decides which rows.</summary>
internal static class ReadableRelation
{
    /// <summary>
    /// True when the role may SELECT the columns of the key, by which rows are found, and <c>deleted_at</c> where the relation has soft
    /// deletion, by which deleted rows are left out.
    /// </summary>
    public static bool IsReadable(this Relation relation, SchemaView view) =>
        view.Sees(relation.Select)
        && (relation.Key?.Columns ?? []).All(c => view.Sees(c.Select))
        && (!relation.SoftDelete || view.Sees(relation.Column("deleted_at")!.Select));
}
