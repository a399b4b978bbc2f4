namespace Jim.Postgres.Planning.Mutations;

/// <summary>
/// The rows that a written row points at, looked up with the caller's rights. Postgres' own check of a foreign key runs with the rights of
/// the table's owner, so it would tell of rows that the caller may not see.
/// </summary>
/// <param name="Checks">The foreign keys that are looked up.</param>
/// <param name="Conditions">For each check the condition that the caller sees such a row. The write has the same conditions.</param>
internal sealed record References(ImmutableArray<ReferenceCheck> Checks, ImmutableArray<SqlText> Conditions)
{
    /// <summary>Returns one row with a boolean for each check; null where there is none.</summary>
    public SqlStatement? Statement => Checks.IsEmpty
        ? null
        : SqlText.Format($"select {SqlText.Join(RowScope.Comma, Conditions)}").ToStatement();

    /// <summary>The foreign keys whose columns the mutation sets, each with the condition that the row it points at is there.</summary>
    public static References Find(PlanContext plan, WrittenRow row, MutationNames names)
    {
        if (!row.Kind.SetsReferences)
        {
            return new References([], []);
        }

        // A composite key is looked up here only when the input sets all of its columns; otherwise Postgres' own check stands alone.
        var keys = row.Relation.ForeignKeys
            .Where(k => k.Columns.All(c => row.FindValue(c) is not null) && !IsKeyOfFoundRow(row, k))
            .ToList();
        return new References(
            [.. keys.Select(k => new ReferenceCheck(k, names.FindField(k.Columns)))], [.. keys.Select(k => Condition(plan, row, k))]);
    }

    private static bool IsKeyOfFoundRow(WrittenRow row, ForeignKey key) =>
        row.Kind.FindsRow && key.Columns.All(c => row.Relation.Key!.Columns.Contains(c));

    private static SqlText Condition(PlanContext plan, WrittenRow row, ForeignKey key)
    {
        if (!key.To.IsReadable(plan.View) || key.ToColumns.Any(c => !plan.View.Sees(c.Select)))
        {
            return SqlText.Format($"false");
        }

        var parent = new RowScope(plan, key.To, own: true);
        foreach (var (column, to) in key.Columns.Zip(key.ToColumns))
        {
            parent.Where(SqlText.Format($"{parent.Root.Column(to)} = {row.Stored(column, row.FindValue(column)!)}"));
        }

        return SqlText.Format($"exists (select {parent.FromWhere()})");
    }
}
