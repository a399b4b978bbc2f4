namespace Jim.Postgres.Changes;

/// <summary>All that was committed between two points in time, as Postgres' MVCC snapshots tell them.</summary>
/// <param name="Since">The earlier snapshot; what it sees is not in the delta.</param>
/// <param name="Now">The later snapshot; all that only it sees is in the delta.</param>
/// <param name="Changes">In the order of the log; empty on an overflow.</param>
/// <param name="Overflow">
/// True where there were more changes than are listed (<see cref="ChangeReader.ChangesMax"/>): any row may have changed.
/// </param>
public sealed record Delta(PgSnapshot Since, PgSnapshot Now, IReadOnlyList<Change> Changes, bool Overflow)
{
    /// <summary>True when no row changed.</summary>
    public bool IsEmpty => Changes.Count == 0 && !Overflow;
}
