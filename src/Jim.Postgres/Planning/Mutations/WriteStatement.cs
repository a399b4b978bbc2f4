namespace Jim.Postgres.Planning.Mutations;

/// <summary>The statements that write; <see cref="WriteKind"/> says which mutation uses which.</summary>
internal static class WriteStatement
{
    public static SqlText Insert(WrittenRow row, References references)
    {
        var columns = row.Given.Where(g => !(row.Relation.Key!.Columns.Contains(g.Column) && g.Value.IsNull))
            .Select(g => (g.Column, Value: SqlText.Format($"{row.Parameter(g)}")))
            .ToList();
        if (row.MadeKey is { } made)
        {
            columns.Insert(0, made);
        }

        var into = RowScope.FormatName(row.Relation);
        var names = SqlText.Join(RowScope.Comma, columns.Select(c => Name(c.Column)));
        var values = SqlText.Join(RowScope.Comma, columns.Select(c => c.Value));
        var insert = (columns.Count, references.Conditions.IsEmpty) switch
        {
            (0, _) => SqlText.Format($"insert into {into} default values"),
            (_, true) => SqlText.Format($"insert into {into} ({names}) values ({values})"),
            _ => SqlText.Format($"insert into {into} ({names}) select {values} where {SqlText.Join(RowScope.And, references.Conditions)}"),
        };
        return row.KeyIsTold ? TellKey(row, insert) : insert;
    }

    /// <summary>
    /// Stores the key of the new row in settings of the transaction, because the statements after this one look for the row by its key, and
    /// all are sent before Postgres has made it.
    /// </summary>
    private static SqlText TellKey(WrittenRow row, SqlText insert)
    {
        var key = row.Relation.Key!.Columns;
        var returned = SqlText.Join(RowScope.Comma, key.Select(Name));
        var settings = key.Select((c, i) => SqlText.Format($"set_config('{WrittenRow.Setting(i + 1)}', '=' || {Name(c)}::text, true)"));
        return SqlText.Format(
            $"with written as ({insert} returning {returned}) select {SqlText.Join(RowScope.Comma, settings)} from written");
    }

    /// <summary>Null where the input gives no column but the key, so that nothing changes.</summary>
    public static SqlText? Update(PlanContext plan, WrittenRow row, References references)
    {
        var set = row.Given.Where(g => !row.Relation.Key!.Columns.Contains(g.Column)).ToList();
        if (set.Count == 0)
        {
            return null;
        }

        var target = Target(plan, row);
        foreach (var condition in references.Conditions)
        {
            target.Where(condition);
        }

        var assignments = SqlText.Join(RowScope.Comma, set.Select(g => SqlText.Format($"{Name(g.Column)} = {row.Parameter(g)}")));
        var table = SqlText.Format($"{RowScope.FormatOwn(row.Relation)} {target.Root.Alias}");
        return SqlText.Format($"update {table} set {assignments} where {target.Conditions()}");
    }

    /// <summary>A DELETE, or for a table with soft deletion an UPDATE that marks the row as deleted.</summary>
    public static SqlText Delete(PlanContext plan, WrittenRow row)
    {
        var target = Target(plan, row);
        var table = SqlText.Format($"{RowScope.FormatOwn(row.Relation)} {target.Root.Alias}");
        return row.Relation.SoftDelete
            ? SqlText.Format($"update {table} set deleted_at = now() where {target.Conditions()}")
            : SqlText.Format($"delete from {table} where {target.Conditions()}");
    }

    private static RowScope Target(PlanContext plan, WrittenRow row)
    {
        var target = row.Scope();
        if (row is { IfVersion: { } version, VersionColumn: { } column })
        {
            target.Where(SqlText.Format($"{target.Root.Column(column)} = {plan.Parameter(version, SqlTypes.Bigint)}"));
        }

        return target;
    }

    private static SqlText Name(Column column) => SqlText.Format($"{new Identifier(column.Name)}");
}
