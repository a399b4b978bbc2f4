using Jim.Postgres.Changes;

namespace Jim.Postgres.Running.Replicas;

/// <summary>
/// A moment of the primary: a replica that has replayed the log up to <see cref="Wal"/> shows all that <see cref="Snapshot"/> sees, because
/// the position was asked for after the snapshot was taken.
/// </summary>
/// <param name="Number">Counts the moments; what was committed before a moment was begun to be read is in it.</param>
/// <param name="Begun">The clock when it was begun to be read; nothing that was committed by then is missing.</param>
/// <param name="Wal">The end of the primary's log, in bytes.</param>
/// <param name="Snapshot">What was committed.</param>
public sealed record PrimaryMark(long Number, long Begun, ulong Wal, PgSnapshot Snapshot)
{
    /// <summary>The text of <see cref="Snapshot"/>.</summary>
    public string SnapshotText { get; } = Snapshot.ToString();
}
