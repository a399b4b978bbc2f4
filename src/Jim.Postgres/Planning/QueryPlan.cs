using System.Collections.Immutable;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Language;
using Jim.Postgres.Catalog;
using Jim.Postgres.Shapes;
using Jim.Postgres.Sql;
using Jim.Postgres.Wire;

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

    /// <summary>Which variables the plan is good for.</summary>
    public required PlanGuards Guards { get; init; }

    /// <summary>Every relation that the answer depends on: tags of the cache, triggers of live queries.</summary>
    public required ImmutableArray<Relation> Reads { get; init; }

    /// <summary>The document, for the places of errors.</summary>
    public required Source Source { get; init; }

    /// <summary>True when a root field was refused.</summary>
    public bool IsRefused => Roots.Any(r => r.Error is not null);

    /// <summary>
    /// True when other requests may run it too. Not a refused one: its errors may depend on any value. Nor one that holds much of the
    /// variables that it was made for.
    /// </summary>
    public bool CanBeKept => !IsRefused && Guards.CanBeKept;
}

/// <summary>One root field: its shape, or why it was refused.</summary>
public sealed record RootPlan(string ResponseName, FieldShape<WireRow>? Field, ImmutableArray<GraphQLError>? Error);
