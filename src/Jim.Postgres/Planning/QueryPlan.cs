using Jim.GraphQL.Errors;
using Jim.GraphQL.Language;
using Jim.Postgres.Shapes;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Planning;

/// <summary>
/// All root fields of an operation as one statement, and how its one row is written as JSON. Immutable, shared by requests whose variables
/// have the same shape.
/// </summary>
public sealed class QueryPlan
{
    /// <summary>The number of the cell with <c>pg_current_snapshot()</c> as text.</summary>
    public const int SnapshotCell = 0;

    /// <summary>
    /// Returns one row with one bytea: the composite of all cells (see <see cref="WireRow"/>). Null when every root field was refused.
    /// </summary>
    public required SqlStatement? Statement { get; init; }

    /// <summary>The types of its cells.</summary>
    public required CellTypes Types { get; init; }

    /// <summary>In the order of the root fields given to the planner.</summary>
    public required ImmutableArray<RootPlan> Roots { get; init; }

    /// <summary>Which variables the plan is good for.</summary>
    public required PlanGuards Guards { get; init; }

    /// <summary>
    /// Every relation that the answer depends on. When one of them changes, cached answers are invalidated and live queries run again.
    /// </summary>
    public required ImmutableArray<Relation> Reads { get; init; }

    /// <summary>
    /// For some of <see cref="Reads"/>, where every place that reads rows of one reads only those with a certain value: the value of each
    /// place. What policies and views read is not considered.
    /// </summary>
    public required ImmutableArray<ReadPin> Pins { get; init; }

    /// <summary>The columns that the statement names.</summary>
    public required ImmutableArray<ColumnUse> Columns { get; init; }

    /// <summary>The document, for the places of errors.</summary>
    public required Source Source { get; init; }

    /// <summary>True when a root field was refused.</summary>
    public bool IsRefused => Roots.Any(r => r.Error is not null);

    /// <summary>
    /// True when other requests may run the plan, too. False for a plan with a refused field, whose errors may depend on any value of the
    /// variables, and for one that holds much of the variables that it was made for.
    /// </summary>
    public bool CanBeKept => !IsRefused && Guards.CanBeKept;
}

/// <summary>One root field: how it is written (<c>Field</c>), or why it was refused (<c>Error</c>); the other one is null.</summary>
public sealed record RootPlan(string ResponseName, FieldShape<WireRow>? Field, ImmutableArray<GraphQLError>? Error);
