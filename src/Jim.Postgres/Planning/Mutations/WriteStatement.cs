using Jim.Postgres.Catalog;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Planning.Mutations;

/// <summary>The statements that write; <see cref="WriteKind"/> says which mutation uses which.</summary>
internal static class WriteStatement
{
    public static SqlText Insert(WrittenRow row, References references)
    {
        var columns = row.Given.Where(g => !(row.Relation.Key!.Columns.Contains(g.Column) && g.Value.IsNull))
            .Select(g => (g.Column, Value: SqlText.Of($"{row.Parameter(g)}")))
            .ToList();
        if (row.Relation.Key!.Columns.FirstOrDefault(row.IsGenerated) is { } made)
        {
            columns.Insert(0, (made, row.Key[0]));
        }

        var into = RowScope.NameOf(row.Relation);
        var names = SqlText.Join(RowScope.Comma, columns.Select(c => Name(c.Column)));
        var values = SqlText.Join(RowScope.Comma, columns.Select(c => c.Value));
        var insert = (columns.Count, references.Conditions.IsEmpty) switch
        {
            (0, _) => SqlText.Of($"insert into {into} default values"),
            (_, true) => SqlText.Of($"insert into {into} ({names}) values ({values})"),
            _ => SqlText.Of($"insert into {into} ({names}) select {values} where {SqlText.Join(RowScope.And, references.Conditions)}"),
        };
        return row.KeyIsTold ? TellKey(row, insert) : insert;
    }

    /// <summary>What Postgres makes of the key is left in settings of the transaction, for the statements after this one.</summary>
    private static SqlText TellKey(WrittenRow row, SqlText insert)
    {
        var key = row.Relation.Key!.Columns;
        var returned = SqlText.Join(RowScope.Comma, key.Select(Name));
        var settings = key.Select((c, i) => SqlText.Of($"set_config('{WrittenRow.Setting(i + 1)}', {Name(c)}::text, true)"));
        return SqlText.Of(
            $"with written as ({insert} returning {returned}) select {SqlText.Join(RowScope.Comma, settings)} from written");
    }

    /// <summary>Null: no column is given but the key, so nothing changes.</summary>
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

        var assignments = SqlText.Join(RowScope.Comma, set.Select(g => SqlText.Of($"{Name(g.Column)} = {row.Parameter(g)}")));
        return SqlText.Of($"update {RowScope.NameOf(row.Relation)} {target.Root.Alias} set {assignments} where {target.Conditions()}");
    }

    /// <summary>Of a table with soft delete, an update that marks the row.</summary>
    public static SqlText Delete(PlanContext plan, WrittenRow row)
    {
        var target = Target(plan, row);
        return row.Relation.SoftDelete
            ? SqlText.Of($"update {RowScope.NameOf(row.Relation)} {target.Root.Alias} set deleted_at = now() where {target.Conditions()}")
            : SqlText.Of($"delete from {RowScope.NameOf(row.Relation)} {target.Root.Alias} where {target.Conditions()}");
    }

    private static RowScope Target(PlanContext plan, WrittenRow row)
    {
        var target = row.Scope();
        if (row is { IfVersion: { } version, VersionColumn: { } column })
        {
            target.Where(SqlText.Of($"{target.Root.Column(column)} = {plan.Parameter(version, SqlTypes.Bigint)}"));
        }

        return target;
    }

    private static SqlText Name(Column column) => SqlText.Of($"{new Identifier(column.Name)}");
}
