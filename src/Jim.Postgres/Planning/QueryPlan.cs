using System.Collections.Immutable;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Language;
using Jim.Postgres.Catalog;
using Jim.Postgres.Running.Shapes;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Planning;

/// <summary>
/// All root fields of an operation as one statement, and how its one row is written as JSON. Immutable, shared by requests whose variables
/// have the same shape.
/// </summary>
public sealed class QueryPlan
{
    /// <summary>The cell of <c>pg_current_snapshot()</c>.</summary>
    public const int SnapshotCell = 0;

    /// <summary>One row of one bytea: the composite of all cells. Null when every root field was refused.</summary>
    public required SqlStatement? Statement { get; init; }

    /// <summary>In the order of the root fields given to the planner.</summary>
    public required ImmutableArray<RootPlan> Roots { get; init; }

    /// <summary>Cells of the statement's row.</summary>
    public required int CellCount { get; init; }

    /// <summary>Which variables the plan is good for.</summary>
    public required PlanGuards Guards { get; init; }

    /// <summary>Every relation that the answer depends on: tags of the cache, triggers of live queries.</summary>
    public required ImmutableArray<Relation> Reads { get; init; }

    /// <summary>The document, for the places of errors.</summary>
    public required Source Source { get; init; }

    /// <summary>A refused plan is made again for each request, its errors may depend on any value.</summary>
    public bool IsRefused => Roots.Any(r => r.Error is not null);
}

/// <summary>One root field: its shape, or why it was refused.</summary>
public sealed record RootPlan(string ResponseName, FieldShape<Running.WireRow>? Field, ImmutableArray<GraphQLError>? Error);
