using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.Postgres.Running.Replicas;

namespace Jim.Postgres.Running;

/// <summary>
/// The answer of a query: one value for each root field of the plan, in its order. The bytes of all of them are in one pooled buffer,
/// which <see cref="Dispose"/> gives back; after that they may not be read.
/// </summary>
/// <param name="values">A value without bytes is null.</param>
/// <param name="snapshot"><c>pg_current_snapshot()</c> of the statement, for the cursor; null when nothing was read.</param>
/// <param name="data">The JSON object of all values by response name, of which the values are parts.</param>
public sealed class QueryResult(ImmutableArray<CompletedValue> values, string? snapshot, JsonBuffer data) : IDisposable
{
    private bool _isTaken;

    /// <summary>One value for each root field of the plan, in its order, with its errors; a value without bytes is null.</summary>
    public ImmutableArray<CompletedValue> Values { get; } = values;

    /// <summary>The MVCC snapshot that was read in, as Postgres writes it; null when nothing was read.</summary>
    public string? PgSnapshotText => ReplicaMark?.SnapshotText ?? snapshot;

    /// <summary>
    /// Set by a replica: the moment of the primary that it shows. A standby's own snapshot does not name what is in progress, so that
    /// changes would be missed after it.
    /// </summary>
    public PrimaryMark? ReplicaMark { get; internal set; }

    /// <summary>For how long the statement held a connection, not counting the wait for one.</summary>
    public TimeSpan DatabaseTime { get; internal set; }

    /// <summary>
    /// Hands over the JSON object of all values. From now on the caller disposes it, and <see cref="Dispose"/> does nothing.
    /// </summary>
    public JsonBuffer TakeData()
    {
        _isTaken = true;
        return data;
    }

    public void Dispose()
    {
        if (!_isTaken)
        {
            data.Dispose();
        }
    }
}
