namespace Jim.Postgres.Planning.Mutations;

/// <summary>
/// Statements that find out what a write has done which wrote no row itself, because a trigger returned null or a rule took its place.
/// </summary>
internal static class WriteEffects
{
    /// <summary>Forgets the mark and the key that an earlier field of the transaction has left.</summary>
    /// <param name="key">Of a key that the write tells: what the input says of each part, null where it says nothing.</param>
    public static SqlStatement Forget(ImmutableArray<SqlText?> key)
    {
        var keys = key.Select((part, i) =>
            WrittenRow.KeepKey(i + 1, part is null ? SqlText.Format($"null") : SqlText.Format($"({part})::text")));
        return SqlText.Format(
            $"select {SqlText.Join(RowScope.Comma, [SqlText.Format($"set_config('jim.found', '', true)"), .. keys])}").ToStatement();
    }

    /// <summary>True, and leaves the mark, for a row that meets the condition and all policies.</summary>
    public static SqlText LeaveMark(SqlText condition) =>
        SqlText.Format($"case when {condition} then set_config('jim.found', 'x', true) = 'x' end");

    /// <summary>
    /// One row: whether the mark was left or a rule stands in place of the write; how many rows this session has written to any table of
    /// the application, and how many to the table with its partitions and children. Two readings within a transaction tell what happened
    /// between them.
    /// </summary>
    public static SqlStatement Measure(Relation relation, char ruleEvent)
    {
        var table = SqlText.Number(relation.Oid);
        var ofWrite = SqlText.Number(ruleEvent - '0');
        return SqlText.Format(
            $"""
            with recursive tree (oid) as (
              select {table}::oid union select i.inhrelid from tree t join pg_inherits i on i.inhparent = t.oid
            ),
            written as (
              select c.oid, pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid)
                + pg_stat_get_xact_tuples_deleted(c.oid) as rows
              from pg_class c where c.relkind = 'r' and c.oid >= 16384
            )
            select coalesce(current_setting('jim.found', true), '') <> '' or exists (
                select from pg_rewrite r where r.ev_class = {table}::oid and r.is_instead and r.ev_type = '{ofWrite}'),
              coalesce(sum(w.rows), 0)::int8, coalesce(sum(w.rows) filter (where w.oid in (select oid from tree)), 0)::int8
            from written w
            """).ToStatement();
    }

    /// <summary>
    /// As the login role: takes the key that Postgres made from the change log, where the caller's role may not read the new row at the
    /// moment of its insert. Null: the table's log does not tell it.
    /// </summary>
    public static SqlStatement? TellKey(Relation relation)
    {
        if (relation is not { Tracked: true, Key: { Primary: true } key })
        {
            return null;
        }

        var settings = key.Columns.Select((_, i) => WrittenRow.KeepKey(i + 1, SqlText.Format($"c.key[{SqlText.Number(i + 1)}]")));
        return SqlText.Format(
            $"""
            select {SqlText.Join(RowScope.Comma, settings)} from (
              select key from jim.change where xid = pg_current_xact_id() and tbl = {SqlText.Number(relation.Oid)}::oid and op = 'I'
              order by seq desc limit 1
            ) c
            """).ToStatement();
    }
}
