namespace Jim.Postgres.Planning.Mutations;

/// <summary>The fixed cells of <see cref="MutationPlan.After"/>; the key's columns as texts follow, then the payload's rows.</summary>
public static class AfterCells
{
    /// <summary><c>pg_current_xact_id_if_assigned()</c> as text.</summary>
    public const int Xid = 1;

    /// <summary>The row's version (1 where it has none); null: not in sight.</summary>
    public const int Seen = 2;

    public const int Key = 3;
}
