namespace Jim.Postgres.Changes;

/// <summary>An entry of the change log. It says that a row changed, never what the row holds.</summary>
/// <param name="Xid">The transaction that changed the row.</param>
/// <param name="Sequence">The order of entries. No cursor: a transaction that began earlier may commit later, with lower numbers.</param>
/// <param name="Table">Oid of the relation, a partition's root.</param>
/// <param name="Key">The row's key as texts; empty for a whole-table entry.</param>
/// <param name="ChangedColumns">Bit n-1 set: column number n changed; all ones beyond 64 columns.</param>
/// <param name="Actor">Who did it: <c>jim.user_id()</c> at the time; null outside Jim.</param>
public sealed record Change(
    ulong Xid, long Sequence, uint Table, ChangeOperation Operation, IReadOnlyList<string> Key, long ChangedColumns, Guid? Actor);

public enum ChangeOperation
{
    Insert,
    Update,
    Delete,

    /// <summary>More rows than the log tells one by one, a truncate, or DDL: anything in the table may have changed.</summary>
    WholeTable,
}
