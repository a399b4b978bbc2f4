namespace Jim.Postgres.Planning.Mutations;

/// <summary>
/// Numbers of cells of <see cref="MutationPlan.After"/>. Cell 0 is the MVCC snapshot, as in every statement that reads. The row of the
/// payload, where the plan shows it after the write, follows the key.
/// </summary>
public static class AfterCells
{
    /// <summary><c>pg_current_xact_id_if_assigned()</c> as text; null where the transaction has written nothing.</summary>
    public const int Xid = 1;

    /// <summary>
    /// The version of the row with the key that the write looked for, as int8, or 1 where its relation has no version column; null where
    /// the caller does not see such a row.
    /// </summary>
    public const int Seen = 2;

    /// <summary>The first column of the key as text; the others follow.</summary>
    public const int Key = 3;
}
