using Jim.Postgres.Schema;
using Jim.Postgres.Sql;

namespace Jim.Postgres.Planning.Mutations;

/// <summary>
/// What a mutation does to its row: all that differs from kind to kind once the schema is built. A new kind needs its field in
/// <see cref="Schema.Mutations"/> and its entry here.
/// </summary>
internal sealed class WriteKind
{
    private static readonly WriteKind Create = new()
    {
        Render = (_, row, references) => WriteStatement.Insert(row, references),
        MakesKey = true,
    };

    private static readonly WriteKind Update = new()
    {
        Render = WriteStatement.Update,
        FindsRow = true,
    };

    private static readonly WriteKind Delete = new()
    {
        Render = (plan, row, _) => WriteStatement.Delete(plan, row),
        FindsRow = true,
        ShowsRowBefore = true,
        SetsReferences = false,
    };

    /// <summary>The write; null where it changes nothing.</summary>
    public required Func<PlanContext, WrittenRow, References, SqlText?> Render { get; init; }

    /// <summary>Jim makes a key that the input does not give.</summary>
    public bool MakesKey { get; private init; }

    /// <summary>
    /// The input's key names a row that is there already, at the version that the client expects; else the answer is NotFoundError or
    /// StaleError.
    /// </summary>
    public bool FindsRow { get; private init; }

    /// <summary>The payload shows the row as it was before the write.</summary>
    public bool ShowsRowBefore { get; private init; }

    /// <summary>The input sets foreign keys, so the rows that they point at must be in the caller's sight.</summary>
    public bool SetsReferences { get; private init; } = true;

    public static WriteKind Find(MutationKind kind) => kind switch
    {
        MutationKind.Create => Create,
        MutationKind.Update => Update,
        MutationKind.Delete => Delete,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no write does what this kind of mutation says"),
    };
}
