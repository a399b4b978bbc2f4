namespace Jim.Postgres.Changes;

/// <summary>All that was committed between two points in time, as Postgres' MVCC snapshots tell them.</summary>
/// <param name="Overflow">There was more than could be listed: everything may have changed.</param>
public sealed record Delta(PgSnapshot Since, PgSnapshot Now, IReadOnlyList<Change> Changes, bool Overflow)
{
    public bool IsEmpty => Changes.Count == 0 && !Overflow;
}
