using System.Collections.Immutable;
using Jim.GraphQL.Execution;
using Jim.Postgres.Catalog;

namespace Jim.Postgres.Running.Mutations;

/// <summary>What one mutation field gave.</summary>
/// <param name="Value">The payload; empty with a top-level error.</param>
/// <param name="Committed">False: nothing was written (a typed error, a refusal).</param>
/// <param name="Snapshot"><c>pg_current_snapshot()</c> taken after the commit, for the cursor; null when not committed.</param>
/// <param name="Xid">The transaction's id; null when it wrote nothing.</param>
/// <param name="Touched">The rows that the field itself wrote; triggers and cascades are in <c>jim.change</c>.</param>
public sealed record MutationResult(
    CompletedValue Value, bool Committed, string? Snapshot, ulong? Xid, ImmutableArray<TouchedRow> Touched);

/// <summary>
/// A row and its key as texts, in the order of <see cref="Relation.Key"/>; empty where the role may not read the key that Postgres made.
/// </summary>
public sealed record TouchedRow(Relation Relation, ImmutableArray<string> Key);
