using System.Collections.Immutable;
using Jim.GraphQL.Language;
using Jim.Postgres.Catalog;
using Jim.Postgres.Running;
using Jim.Postgres.Running.Shapes;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Planning.Changes;

/// <summary>
/// The rows of changed keys for a field like <c>documentChanged(where)</c>, as one statement for any number of keys. Good for the variables it was made
/// with: a subscription keeps its plan.
/// </summary>
public sealed class ChangePlan
{
    public required Relation Relation { get; init; }

    /// <summary>One composite: the snapshot, and an array with a composite for each row that is in sight and passes the filter.</summary>
    public required SqlStatement Statement { get; init; }

    /// <summary>Cells of each row; the key's columns as texts come first.</summary>
    public required Func<int> CellCount { get; init; }

    /// <summary>The event's row members, in the order of the selection.</summary>
    public required ImmutableArray<FieldShape<WireRow>> Rows { get; init; }

    /// <summary>Everything that the filter and the rows depend on.</summary>
    public required ImmutableArray<Relation> Reads { get; init; }

    public required string ResponseName { get; init; }

    public required Source Source { get; init; }
}
