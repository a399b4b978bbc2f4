namespace Jim.Postgres.Planning.Mutations;

/// <summary>
/// The rows that a written row points at, looked up with the caller's rights. Postgres' own check of a foreign key runs with the rights of
/// the table's owner, so it would tell of rows that the caller may not see.
/// </summary>
/// <param name="Checks">The foreign keys that are looked up.</param>
/// <param name="Conditions">For each check the condition that the caller sees such a row.</param>
internal sealed record References(ImmutableArray<ReferenceCheck> Checks, ImmutableArray<SqlText> Conditions)
{
    /// <summary>Returns one row with a boolean for each check; null where there is none.</summary>
    public SqlStatement? Statement => Checks.IsEmpty
        ? null
        : SqlText.Format($"select {SqlText.Join(RowScope.Comma, Conditions)}").ToStatement();

    /// <summary>Fails where one of the conditions does not hold.</summary>
    public SqlStatement? Demand => Checks.IsEmpty
        ? null
        : SqlText.Format($"select {Certainty.Demand(SqlText.Join(RowScope.And, Conditions))}").ToStatement();

    /// <summary>
    /// The foreign keys whose columns the mutation sets, each with the condition that the row it points at is there. A key that may be
    /// deferred is looked up before the commit, when rows are there that point at each other; so is one that triggers have a part in, by
    /// writing it in another way or by making the row that it points at. Any other is looked up in the write itself.
    /// </summary>
    public static (References InWrite, References BeforeCommit) Find(PlanContext plan, WrittenRow row, MutationNames names)
    {
        if (!row.Kind.SetsReferences)
        {
            return (new([], []), new([], []));
        }

        // A composite key is looked up here only when the input sets all of its columns; otherwise Postgres' own check stands alone.
        var keys = row.Relation.ForeignKeys
            .Where(k => k.Columns.All(c => row.FindValueAfter(c) is not null) && k.Columns.Any(c => IsAssigned(row, c)))
            .Select(k => (Check: new ReferenceCheck(k, FindField(k)), Condition: Condition(plan, row, k)))
            .Where(k => k.Condition is not null)
            .ToLookup(k => k.Check.ForeignKey.Deferrable || row.Relation.HasWritingTriggers || IsSetByTriggers(row, k.Check.ForeignKey));
        return (Of(false), Of(true));

        string? FindField(ForeignKey key) => names.FindField(key.Columns.OrderBy(c => !IsAssigned(row, c)));

        References Of(bool isLate) => new([.. keys[isLate].Select(k => k.Check)], [.. keys[isLate].Select(k => k.Condition!)]);
    }

    private static bool IsSetByTriggers(WrittenRow row, ForeignKey key) => key.Columns.Any(row.SetByTriggers.Contains);

    private static bool IsAssigned(WrittenRow row, Column column) => row.Assigned.Any(a => a.Column == column);

    /// <summary>
    /// Null: the caller's role has no grant to read the rows that are pointed at, which leaves the check to Postgres. That it then tells
    /// whether there is such a row is what a grant to write such keys means.
    /// </summary>
    private static SqlText? Condition(PlanContext plan, WrittenRow row, ForeignKey key)
    {
        if (key.ToColumns.Any(c => !plan.View.Sees(c.Select)))
        {
            return null;
        }

        SqlText[] found =
        [
            IsThere(column => row.Stored(column, row.FindValueAfter(column)!)),
            .. PointsAtItself(row, key) is { } itself ? [itself] : ImmutableArray<SqlText>.Empty,
            .. FindsStored(plan, row, key, IsThere) is { } stored ? [stored] : ImmutableArray<SqlText>.Empty,
        ];
        return found is [var only] ? only : SqlText.Format($"({SqlText.Join(RowScope.Or, found)})");

        SqlText IsThere(Func<Column, SqlText> value)
        {
            var seesTombstones = !key.To.SoftDelete || plan.View.Sees(key.To.Column("deleted_at")!.Select);
            var parent = new RowScope(plan, key.To, includeDeleted: !seesTombstones, own: true);
            foreach (var (column, to) in key.Columns.Zip(key.ToColumns))
            {
                parent.Where(SqlText.Format($"{parent.Root.Column(to)} = {value(column)}"));
            }

            return SqlText.Format($"exists (select {parent.FromWhere()})");
        }
    }

    /// <summary>
    /// The condition that what a trigger has made of the key points at a row that is there, or at none; null where triggers do not set it.
    /// </summary>
    private static SqlText? FindsStored(PlanContext plan, WrittenRow row, ForeignKey key, Func<Func<Column, SqlText>, SqlText> isThere)
    {
        if (!row.IsReadable || !IsSetByTriggers(row, key) || key.Columns.Any(c => !plan.View.Sees(c.Select)))
        {
            return null;
        }

        var own = row.ScopeAfter();
        var pointsNowhere = key.Columns.Select(c => SqlText.Format($"{own.Root.Column(c)} is null"));
        own.Where(SqlText.Format($"({SqlText.Join(RowScope.Or, [.. pointsNowhere, isThere(own.Root.Column)])})"));
        return SqlText.Format($"exists (select {own.FromWhere()})");
    }

    /// <summary>The condition that the row points at itself; null where the input does not say what its own values will be.</summary>
    private static SqlText? PointsAtItself(WrittenRow row, ForeignKey key)
    {
        if (key.To != row.Relation || key.ToColumns.Any(c => row.FindOwn(c) is null))
        {
            return null;
        }

        var pairs = key.Columns.Zip(key.ToColumns);
        return SqlText.Join(RowScope.And, pairs.Select(p =>
            SqlText.Format($"{row.Stored(p.First, row.FindValueAfter(p.First)!)} = {row.FindOwn(p.Second)!}")));
    }
}
