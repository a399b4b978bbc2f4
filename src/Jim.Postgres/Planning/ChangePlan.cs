using Jim.GraphQL.Language;
using Jim.Postgres.Schema;
using Jim.Postgres.Shapes;
using Jim.Postgres.Wire;

namespace Jim.Postgres.Planning;

/// <summary>
/// How the changes of one table's rows are told to one subscription (<c>documentChanged</c>): the statements that read rows by their keys,
/// and what an event consists of. Immutable.
/// </summary>
public sealed class ChangePlan
{
    public required Relation Relation { get; init; }

    /// <summary>The name of the root field in the answer.</summary>
    public required string ResponseName { get; init; }

    /// <summary>
    /// Gives, for the keys of <see cref="RunValues.Keys"/>, an array of composites (<see cref="RowTypes"/>): first the values of the key as
    /// texts, in its order.
    /// </summary>
    public required SqlStatement Rows { get; init; }

    public required CellTypes RowTypes { get; init; }

    /// <summary>The cell that is null where the subscriber has no such row.</summary>
    public required int PresenceCell { get; init; }

    /// <summary>
    /// With soft deletion, the cell that says whether the subscriber would have the row if it were not deleted; else null.
    /// </summary>
    public int? UndeletedCell { get; init; }

    /// <summary>Gives an array of the keys of all rows that the subscriber has, each a composite of texts; at most one more than
    /// <see cref="KeysMax"/>.</summary>
    public required SqlStatement Keys { get; init; }

    /// <summary>How many keys are kept for a subscription at most.</summary>
    public const int KeysMax = 10_000;

    /// <summary>In the order of the selection.</summary>
    public required ImmutableArray<ChangePlanMember> Members { get; init; }

    /// <summary>The relations that the filter reads, this one included.</summary>
    public required ImmutableArray<Relation> FilterReads { get; init; }

    /// <summary>True where the filter asks for related rows: whether a row is in it depends on other rows.</summary>
    public required bool FiltersByOthers { get; init; }

    /// <summary>The columns that the filter names, as <see cref="Changes.Change.ChangedColumns"/> has them.</summary>
    public required long FilterColumns { get; init; }

    /// <summary>The columns that the subscriber may read, likewise; and their fields by bit.</summary>
    public required long ReadableColumns { get; init; }

    public required ImmutableDictionary<int, string> FieldNames { get; init; }

    /// <summary>The document, for the places of errors.</summary>
    public required Source Source { get; init; }
}

/// <summary>A member of an event.</summary>
/// <param name="ResponseName">Its name in the answer.</param>
/// <param name="Member">What Jim writes itself; null: a column of the key, or <c>__typename</c>.</param>
/// <param name="Shape">Writes the row or the column; null for what Jim writes itself.</param>
/// <param name="OfReset">The member is written by its shape with RESET too, which has no row.</param>
public sealed record ChangePlanMember(string ResponseName, ChangeMember? Member, FieldShape<WireRow>? Shape, bool OfReset = false);
