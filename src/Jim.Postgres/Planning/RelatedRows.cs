namespace Jim.Postgres.Planning;

/// <summary>The rows that belong to one row: those whose foreign key points at it, or those that a join table connects with it.</summary>
internal static class RelatedRows
{
    /// <summary>A SELECT of these rows.</summary>
    /// <param name="plan">The plan they become part of.</param>
    /// <param name="owner">The row they belong to, in an outer SELECT.</param>
    /// <param name="relation">Their relation.</param>
    /// <param name="key">The foreign key from them, or from the join table, to the owner.</param>
    /// <param name="through">The foreign key from the join table to them; null where no join table is between.</param>
    public static RowScope From(PlanContext plan, RowSource owner, Relation relation, ForeignKey key, ForeignKey? through)
    {
        var scope = new RowScope(plan, relation, own: through is not null);
        var side = through is null ? scope.Root : scope.Through(through);
        scope.Where(RowScope.Pairs(key.ToColumns.Zip(key.Columns), owner, side));
        return scope;
    }
}
