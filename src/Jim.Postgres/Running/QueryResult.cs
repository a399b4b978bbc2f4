using System.Collections.Immutable;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;

namespace Jim.Postgres.Running;

/// <summary>
/// What a query gave: one value for each root field of the plan, in its order. The bytes live in one pooled buffer until
/// <see cref="Dispose"/>; copy them into the response before.
/// </summary>
/// <param name="snapshot"><c>pg_current_snapshot()</c> of the statement, for the cursor; null when nothing was read.</param>
public sealed class QueryResult(ImmutableArray<CompletedValue> values, string? snapshot, JsonBuffer? json) : IDisposable
{
    public ImmutableArray<CompletedValue> Values { get; } = values;

    public string? PgSnapshotText { get; } = snapshot;

    public void Dispose() => json?.Dispose();
}
