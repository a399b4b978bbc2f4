using Jim.Postgres.Catalog;
using Jim.Postgres.Changes;
using Jim.Postgres.Running;

namespace Jim.Platform.Subscriptions;

/// <summary>What the log tells of one table since a position.</summary>
/// <param name="Rows">Each changed row once, in the order in which they were changed first.</param>
/// <param name="OthersChanged">Tables on which it depends who has which row were changed.</param>
/// <param name="IsWhole">Any row may have changed.</param>
internal sealed record RowChanges(IReadOnlyList<RowChange> Rows, bool OthersChanged, bool IsWhole)
{
    public static RowChanges Collect(Delta delta, Relation relation, ChangePosition? position)
    {
        var rows = new Dictionary<ulong, RowChange>();
        var order = new List<RowChange>();
        var (others, isWhole) = (false, delta.Overflow);
        foreach (var change in delta.Changes)
        {
            if (change.Table != relation.Oid)
            {
                others = true;
                continue;
            }

            if (change.Operation == ChangeOperation.WholeTable || change.Key.Count != relation.Key!.Columns.Length)
            {
                isWhole = true;
                continue;
            }

            var hash = ChangePosition.Hash(change.Key);
            if (position?.HasTold(hash, change.Xid) == true)
            {
                continue;
            }

            if (!rows.TryGetValue(hash, out var row))
            {
                rows.Add(hash, row = new RowChange(change.Key, hash, change.Operation));
                order.Add(row);
            }

            row.Add(change);
        }

        return new RowChanges(order, others, isWhole);
    }
}

/// <summary>What the log tells of one row.</summary>
/// <param name="Key">Its key, as texts.</param>
/// <param name="Hash">The key as a cursor has it.</param>
/// <param name="First">What was done to it first.</param>
internal sealed record RowChange(IReadOnlyList<string> Key, ulong Hash, ChangeOperation First)
{
    private const long Any = -1;

    /// <summary>As <see cref="Change.ChangedColumns"/>, of all changes together.</summary>
    public long Columns { get; private set; }

    public void Add(Change change) => Columns |= change.Operation == ChangeOperation.Update ? change.ChangedColumns : Any;

    /// <summary>
    /// Without a memory: whether the subscriber had the row before. It had none that was inserted since; one of which no column that decides
    /// has changed it had if it has it now, or has it not for soft deletion alone.
    /// </summary>
    public bool Had(ChangeQuery query, RowPresence row) =>
        First != ChangeOperation.Insert && (row.IsThere || (row.IsThereUndeleted && (Columns & DeletedAt(query)) != 0));

    /// <summary>The row is not there, and the log does not say whether the subscriber had it.</summary>
    public bool IsUndecided(ChangeQuery query, RowPresence row) =>
        !row.IsThere && First != ChangeOperation.Insert && (Columns & query.DecidingColumns) != 0;

    /// <summary>
    /// Whether a change of a row that is there is told: a column of it that the subscriber may read has changed, or, where nobody is sure
    /// that he had it, one by which it may have come.
    /// </summary>
    public bool IsToldTo(ChangeQuery query, bool isSure) =>
        (Columns & (query.Plan.ReadableColumns | (isSure ? 0 : query.DecidingColumns))) != 0;

    private static long DeletedAt(ChangeQuery query) =>
        query.Plan.Relation.Column("deleted_at") is { Number: <= 63 } column ? 1L << (column.Number - 1) : Any;
}
