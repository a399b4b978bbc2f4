namespace Jim.Postgres.Planning;

/// <summary>The outermost SELECT, which returns one row and has no FROM. Cell 0 is the MVCC snapshot that the answer is read in.</summary>
internal sealed class RootScope
{
    public RootScope(PlanContext plan)
    {
        Scope = new RowScope(plan);
        Scope.NewCell(SqlText.Format($"pg_current_snapshot()::text"));
    }

    public RowScope Scope { get; }

    public SqlText Text() => SqlText.Format($"select record_send({Scope.Row()})");
}
