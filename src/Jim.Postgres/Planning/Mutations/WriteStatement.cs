namespace Jim.Postgres.Planning.Mutations;

/// <summary>The statements that write; <see cref="WriteKind"/> says which mutation uses which.</summary>
internal static class WriteStatement
{
    public static WriteForms Insert(WrittenRow row, References references)
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
        ImmutableArray<SqlText> conditions = row.Guard is { } guard ? [.. references.Conditions, guard] : references.Conditions;
        var insert = (columns.Count, conditions.IsEmpty) switch
        {
            (0, _) => SqlText.Format($"insert into {into} default values"),
            (_, true) => SqlText.Format($"insert into {into} ({names}) values ({values})"),
            _ => SqlText.Format($"insert into {into} ({names}) select {values} where {SqlText.Join(RowScope.And, conditions)}"),
        };
        return new WriteForms(row.KeyIsTold ? TellKey(row, insert) : Certain(insert, row.Relation), insert);
    }

    /// <summary>Null where the input gives no column but those that find the row, so that nothing changes.</summary>
    public static WriteForms? Update(PlanContext plan, WrittenRow row, References references)
    {
        var set = row.Assigned.ToList();
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
        return Found(SqlText.Format($"update {Table(target)} set {assignments}"), target, row.IsMoved ? row : null);
    }

    /// <summary>A DELETE, or for a table with soft deletion an UPDATE that marks the row as deleted.</summary>
    public static WriteForms Delete(PlanContext plan, WrittenRow row)
    {
        var target = Target(plan, row);
        var write = row.Relation.SoftDelete
            ? SqlText.Format($"update {Table(target)} set deleted_at = now()")
            : SqlText.Format($"delete from {Table(target)}");
        return Found(write, target, null);
    }

    /// <summary>Of a row that is not deleted too: sent twice it has one effect.</summary>
    public static WriteForms Restore(PlanContext plan, WrittenRow row)
    {
        var target = Target(plan, row);
        return Found(SqlText.Format($"update {Table(target)} set deleted_at = null"), target, null);
    }

    private static SqlText Table(RowScope target) =>
        SqlText.Format($"{RowScope.FormatOwn(target.Root.Relation)} {target.Root.Alias}");

    /// <param name="told">The row whose key is to be told; null: it is known.</param>
    private static WriteForms Found(SqlText write, RowScope target, WrittenRow? told)
    {
        var conditions = target.Conditions();
        var found = SqlText.Format($"{write} where {conditions}");
        return new WriteForms(
            told is null ? Certain(found, target.Root.Relation) : TellKey(told, found),
            SqlText.Format($"{write} where {conditions} and {WriteEffects.LeaveMark(conditions)}"));
    }

    /// <summary>
    /// RETURNING names no column: that would ask for the right to read the row at once. The key that a comment declares may turn out to be
    /// that of several rows, of which none may be written.
    /// </summary>
    private static SqlText Certain(SqlText write, Relation relation)
    {
        var isDone = relation.Key!.Declared ? SqlText.Format($"count(*) = 1") : SqlText.Format($"count(*) > 0");
        return SqlText.Format($"with written as ({write} returning 1) select {Certainty.Demand(isDone)} from written");
    }

    /// <summary>
    /// Stores the key of the written row in settings of the transaction, because the statements after this one look for the row by its key,
    /// and all are sent before Postgres has made it.
    /// </summary>
    private static SqlText TellKey(WrittenRow row, SqlText write)
    {
        var key = row.Relation.Key!.Columns;
        var returned = SqlText.Join(RowScope.Comma, key.Select(Name));
        var isDeclared = row.Relation.Key.Declared;
        var written = isDeclared ? SqlText.Format($"from written limit 1") : SqlText.Format($"from written");
        var settings = key.Select((c, i) => WrittenRow.KeepKey(i + 1, SqlText.Format($"(select {Name(c)}::text {written})")));
        var isDone = isDeclared ? SqlText.Format($"(select count(*) from written) = 1") : SqlText.Format($"exists (select from written)");
        return SqlText.Format(
            $"""
            with written as ({write} returning {returned})
            select {Certainty.Demand(isDone)}, {SqlText.Join(RowScope.Comma, settings)}
            """);
    }

    private static RowScope Target(PlanContext plan, WrittenRow row)
    {
        var target = row.Scope();
        if (row is { IfVersion: { } version, VersionColumn: { } column })
        {
            target.Where(SqlText.Format($"{target.Root.Column(column)} = {plan.Parameter(version, SqlTypes.Bigint)}"));
        }

        target.Where(row.Guard);
        return target;
    }

    private static SqlText Name(Column column) => SqlText.Format($"{new Identifier(column.Name)}");
}
