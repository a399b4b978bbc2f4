namespace Jim.Postgres.Planning.Mutations;

/// <summary>
/// Statements that find out what a write has done which wrote no row itself, because a trigger returned null or a rule took its place.
/// </summary>
internal static class WriteEffects
{
    /// <summary>Forgets the mark and the keys that an earlier field of the transaction has left.</summary>
    /// <param name="key">Of a key that the write tells: what the input says of each part, null where it says nothing.</param>
    public static SqlStatement Forget(ImmutableArray<SqlText?> key)
    {
        var keys = key.Select((part, i) =>
            WrittenRow.KeepKey(i + 1, part is null ? SqlText.Format($"null") : SqlText.Format($"({part})::text")));
        var marks = SqlText.Format($"set_config('jim.found', '', true), set_config('jim.inserted', '', true)");
        return SqlText.Format($"select {SqlText.Join(RowScope.Comma, [marks, .. keys])}").ToStatement();
    }

    /// <summary>True, and leaves the mark, for a row that meets the condition and all policies.</summary>
    public static SqlText LeaveMark(SqlText condition) =>
        SqlText.Format($"case when {condition} then set_config('jim.found', 'x', true) = 'x' end");

    /// <summary>
    /// As the login role: one row that says whether the mark was left or a rule stands in place of the write, then what was written to any
    /// table of the application, and to the table with its partitions and children, each as three counts. Two readings within a transaction
    /// tell what happened between them (<see cref="Running.Mutations.WriteEffect"/>).
    /// </summary>
    /// <remarks>
    /// The counts are: rows in the change log, with Postgres' counters of written rows for tables that are not tracked; entries of the log
    /// for whole tables; and Postgres' counters for all tables. These also count rows that were undone, by an exception that a trigger
    /// caught, so the log is asked first. Its entry for a whole table may stand for no row; then the counters decide.
    /// </remarks>
    public static SqlStatement Measure(Relation relation, char ruleEvent)
    {
        var table = SqlText.Number(relation.Oid);
        var ofWrite = SqlText.Number(ruleEvent - '0');
        var isLogged = relation.Tracked
            ? SqlText.Format(
                $"""
                exists (
                  select from pg_trigger g where g.tgrelid = c.oid and g.tgname like 'jim\_change\_%' and g.tgenabled in ('O', 'A'))
                """)
            : SqlText.Format($"false");
        // A view's rows are those of tables.
        var isOwn = relation.Kind == RelationKind.View ? SqlText.Format($"true") : SqlText.Format($"w.oid in (select oid from tree)");
        var log = relation.Tracked
            ? SqlText.Format(
                $"""
                union all
                select l.tbl, (l.op <> 'T')::int, (l.op = 'T')::int, 0 from jim.change l where l.xid = pg_current_xact_id_if_assigned()
                """)
            : SqlText.Format($"");
        return SqlText.Format(
            $"""
            with recursive {Tree(relation)},
            written (oid, sure, whole, counted) as (
              select c.oid, case when t.logged then 0 else n.rows end, 0, n.rows
              from pg_class c
              join pg_namespace s on s.oid = c.relnamespace
              cross join lateral (select {isLogged}) t (logged)
              cross join lateral (
                select pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid)
                  + pg_stat_get_xact_tuples_deleted(c.oid)
              ) n (rows)
              where c.relkind = 'r' and c.oid >= 16384 and (s.nspname <> 'jim' or t.logged)
              {log}
            ),
            sums as (
              select coalesce(sum(sure), 0)::int8 as sure, coalesce(sum(whole), 0)::int8 as whole,
                coalesce(sum(counted), 0)::int8 as counted,
                coalesce(sum(sure) filter (where is_own), 0)::int8 as own_sure,
                coalesce(sum(whole) filter (where is_own), 0)::int8 as own_whole,
                coalesce(sum(counted) filter (where is_own), 0)::int8 as own_counted
              from (select w.*, {isOwn} as is_own from written w) w
            )
            select coalesce(current_setting('jim.found', true), '') <> '' or exists (
                select from pg_rewrite r where r.ev_class = {table}::oid and r.is_instead and r.ev_type = '{ofWrite}'), s.*
            from sums s
            """).ToStatement();
    }

    /// <summary>
    /// As the login role: takes the key that Postgres made from what the change triggers have noted, where the write itself could not tell
    /// it: the caller's role may not read the new row at the moment of its insert, or a trigger inserted it in place of the write. Null:
    /// the table's triggers do not tell it.
    /// </summary>
    /// <remarks>
    /// The change log names single rows of tables that stand alone. Of a table with relatives by INHERITS the triggers note the key of the
    /// first insert in the setting <c>jim.inserted</c>, after the OID of the table, whose primary key must have the same columns.
    /// </remarks>
    public static SqlStatement? TellKey(Relation relation)
    {
        if (relation is not { Tracked: true, Key: { Primary: true } key })
        {
            return null;
        }

        var table = SqlText.Number(relation.Oid);
        var settings = key.Columns.Select((_, i) => WrittenRow.KeepKey(i + 1, SqlText.Format($"c.key[{SqlText.Number(i + 1)}]")));
        return SqlText.Format(
            $"""
            with recursive {Tree(relation)},
            keys (oid, names) as (
              select t.oid, array_agg(a.attname order by k.n)
              from tree t
              join pg_index i on i.indrelid = t.oid and i.indisprimary
              cross join unnest(i.indkey::int2[]) with ordinality k (number, n)
              join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number
              where k.n <= i.indnkeyatts
              group by t.oid
            ),
            noted (tbl, key) as (
              select split_part(s, ' ', 1)::oid, substr(s, strpos(s, ' ') + 1)::text[]
              from (select nullif(current_setting('jim.inserted', true), '')) n (s)
              where s is not null
            )
            select {SqlText.Join(RowScope.Comma, settings)} from (
              select l.key, l.seq from jim.change l where l.xid = pg_current_xact_id() and l.tbl = {table}::oid and l.op = 'I'
              union all
              select n.key, 0 from noted n join keys k on k.oid = n.tbl join keys o on o.oid = {table}::oid and o.names = k.names
              order by seq desc limit 1
            ) c
            """).ToStatement();
    }

    /// <summary>The table with its partitions and children.</summary>
    private static SqlText Tree(Relation relation) => SqlText.Format(
        $"""
        tree (oid) as (
          select {SqlText.Number(relation.Oid)}::oid union select i.inhrelid from tree t join pg_inherits i on i.inhparent = t.oid
        )
        """);
}
