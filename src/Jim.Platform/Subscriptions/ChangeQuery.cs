using Jim.GraphQL.Execution;
using Jim.Postgres.Changes;
using Jim.Postgres.Planning;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;

namespace Jim.Platform.Subscriptions;

/// <summary>A subscription to the changes of a table's rows, on one version of the schema.</summary>
/// <param name="SchemaVersion">As <see cref="LiveQuery.SchemaVersion"/>.</param>
/// <param name="Plan">How rows are read and events written.</param>
/// <param name="Reads">What decides which rows the subscriber has: the table, what the filter asks for, and what the policies read.</param>
/// <param name="Policies">What the policies look at in the row itself.</param>
/// <param name="Binding">
/// The same for all subscriptions with the same rows: operation, variables, role, the claims that policies use, and the policies.
/// </param>
/// <param name="Cursors">Makes and reads cursors.</param>
/// <param name="Open">Begins a transaction under the subscriber's rights.</param>
/// <param name="Answer">What is told of an exception; null: it is not to be answered.</param>
public sealed record ChangeQuery(
    long SchemaVersion, ChangePlan Plan, ReadSet Reads, RowUse Policies, string Binding, CursorTokens Cursors, Func<ChangeReads> Open,
    Func<Exception, GraphQLResponse?> Answer) : LivePreparation
{
    /// <summary>The cursor of the request; null: there was none, and it is told what happens from now on.</summary>
    public string? Cursor { get; init; }

    /// <summary>The subscriber had other rights before: what it was told until now is worth nothing.</summary>
    public bool IsRestarted { get; init; }

    public ErrorHandling ErrorHandling { get; init; }

    /// <summary>As <see cref="LiveQuery.User"/>.</summary>
    public string User { get; init; } = string.Empty;

    /// <summary>As <see cref="LiveQuery.FindWait"/>.</summary>
    public Func<TimeSpan> FindWait { get; init; } = () => TimeSpan.Zero;

    /// <summary>
    /// The columns on which it depends whether the subscriber has a row, beside <c>deleted_at</c> of soft deletion, as bits.
    /// </summary>
    internal long DecidingColumns => Plan.FilterColumns | Policies.Columns;

    /// <summary>Whether the subscriber has a row may depend on other rows of the same table.</summary>
    internal bool DependsOnOthers => Plan.FiltersByOthers || Policies.DependsOnOthers;
}
