using Jim.Postgres.Changes;

namespace Jim.Postgres.Running.Replicas;

/// <summary>What an answer must include, so that a replica which does not show it yet is not the one to ask.</summary>
/// <param name="Floor">The number of a mark (<see cref="PrimaryMarks.Next"/>).</param>
/// <param name="Cursor">A snapshot of the primary; null: any will do.</param>
public readonly record struct ReadNeed(long Floor, PgSnapshot? Cursor)
{
    public bool IsMetBy(PrimaryMark mark) => mark.Number >= Floor && (Cursor is null || mark.Snapshot.Includes(Cursor));
}
