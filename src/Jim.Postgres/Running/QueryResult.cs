using System.Collections.Immutable;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;

namespace Jim.Postgres.Running;

/// <summary>
/// What a query gave: one value for each root field of the plan, in its order. The bytes of all of them live in one pooled buffer until
/// <see cref="Dispose"/>.
/// </summary>
/// <param name="values">A value without bytes is null.</param>
/// <param name="snapshot"><c>pg_current_snapshot()</c> of the statement, for the cursor; null when nothing was read.</param>
/// <param name="data">The JSON object of all values by response name, of which the values are parts.</param>
public sealed class QueryResult(ImmutableArray<CompletedValue> values, string? snapshot, JsonBuffer data) : IDisposable
{
    private bool _isTaken;

    public ImmutableArray<CompletedValue> Values { get; } = values;

    public string? PgSnapshotText { get; } = snapshot;

    /// <summary>The object of all values as it is; from now on it is the caller's to dispose.</summary>
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
