using System.Numerics;

namespace Jim.Postgres.Changes;

/// <summary>An entry of the change log. It says that a row changed, never what the row holds.</summary>
/// <param name="Xid">The transaction that changed the row.</param>
/// <param name="Sequence">Orders the entries. Not usable as a cursor: a transaction that commits later may have lower numbers.</param>
/// <param name="Table">OID of the relation; for a partition, of the root of its partition tree.</param>
/// <param name="Operation">What was done to the row.</param>
/// <param name="Key">The values of the row's key as texts, in the order of the key; empty for an entry of a whole table.</param>
/// <param name="ChangedColumns">
/// For an update: bit n-1 is set when the column with number n changed, all bits when a column with a number above 63 did, none when the
/// update changed nothing. -1 (all bits) for other operations.
/// </param>
/// <param name="Actor">The user that changed it (<c>jim.user_id()</c> at the time); null for changes made without Jim.</param>
public sealed record Change(
    ulong Xid, long Sequence, uint Table, ChangeOperation Operation, IReadOnlyList<string> Key, long ChangedColumns, Guid? Actor)
{
    /// <summary>
    /// What is told of the row before (<c>jim.change.scope_old</c>): a mask whose bit n-1 is set for the column with number n, then for
    /// each of these its <see cref="ScopeValue.Hash"/>, null for null.
    /// </summary>
    public long?[]? ScopeBefore { get; init; }

    /// <summary>The same of the row after; of an update null where it is the same. Both null: nothing is told.</summary>
    public long?[]? ScopeAfter { get; init; }

    /// <summary>
    /// Which values the row had in a column, before and after; null for none. False: the log does not tell, so it may have had any.
    /// </summary>
    public bool TryTell(short column, out long? before, out long? after)
    {
        (before, after) = (null, null);
        return (ScopeBefore ?? ScopeAfter) is not null
            && TryFind(ScopeBefore, column, ref before) && TryFind(ScopeAfter, column, ref after);
    }

    private static bool TryFind(long?[]? scope, short column, ref long? found)
    {
        if (scope is null)
        {
            return true;
        }

        var bit = column is < 1 or > 63 ? 0 : 1L << (column - 1);
        var at = 1 + BitOperations.PopCount((ulong)(scope[0].GetValueOrDefault() & (bit - 1)));
        if ((scope[0].GetValueOrDefault() & bit) == 0 || at >= scope.Length)
        {
            return false;
        }

        found = scope[at];
        return true;
    }
}

/// <summary>What was done to a row, or to a table.</summary>
public enum ChangeOperation
{
    Insert,
    Update,
    Delete,

    /// <summary>
    /// Any row of the table may have changed: a transaction wrote more rows than the log lists one by one (10,000), truncated the table or
    /// changed its structure, or the table has no key.
    /// </summary>
    WholeTable,
}
