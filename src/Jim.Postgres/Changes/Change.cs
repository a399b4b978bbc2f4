namespace Jim.Postgres.Changes;

/// <summary>An entry of the change log. It says that a row changed, never what the row holds.</summary>
/// <param name="Xid">The transaction that changed the row.</param>
/// <param name="Sequence">Orders the entries. Not usable as a cursor: a transaction that commits later may have lower numbers.</param>
/// <param name="Table">Oid of the relation; for a partition, of the root of its table.</param>
/// <param name="Key">The row's key as texts; empty for a whole-table entry.</param>
/// <param name="ChangedColumns">Bit n-1 set: column number n changed; all ones beyond 64 columns.</param>
/// <param name="Actor">The user that changed it (<c>jim.user_id()</c> at the time); null for changes made without Jim.</param>
public sealed record Change(
    ulong Xid, long Sequence, uint Table, ChangeOperation Operation, IReadOnlyList<string> Key, long ChangedColumns, Guid? Actor);

public enum ChangeOperation
{
    Insert,
    Update,
    Delete,

    /// <summary>True for more rows than the log lists one by one, a truncate, or DDL: any row of the table may have changed.</summary>
    WholeTable,
}
