using Jim.Postgres.Schema;

namespace Jim.Postgres.Planning.Mutations;

/// <summary>
/// What a mutation does to its row. Everything in which planning and running differ from kind to kind is here; a new kind needs its
/// field in <see cref="Schema.Mutations"/> and an entry here.
/// </summary>
internal sealed class WriteKind
{
    private static readonly WriteKind Create = new()
    {
        Render = (_, row, references) => WriteStatement.Insert(row, references),
        RuleEvent = '3',
        MakesKey = true,
    };

    private static readonly WriteKind Update = new()
    {
        Render = WriteStatement.Update,
        RuleEvent = '2',
        FindsRow = true,
        MovesKey = true,
    };

    private static readonly WriteKind Delete = new()
    {
        Render = (plan, row, _) => WriteStatement.Delete(plan, row),
        RuleEvent = '4',
        FindsRow = true,
        ShowsRowBefore = true,
        SetsReferences = false,
    };

    private static readonly WriteKind Restore = new()
    {
        Render = (plan, row, _) => WriteStatement.Restore(plan, row),
        RuleEvent = '2',
        FindsRow = true,
        FindsDeleted = true,
        SetsReferences = false,
    };

    /// <summary>The write; null where it changes nothing.</summary>
    public required Func<PlanContext, WrittenRow, References, WriteForms?> Render { get; init; }

    /// <summary>The event by which <c>pg_rewrite.ev_type</c> knows rules for this write.</summary>
    public required char RuleEvent { get; init; }

    /// <summary>True when Jim makes a UUID key that the input does not give.</summary>
    public bool MakesKey { get; private init; }

    /// <summary>
    /// True when the input's key must name a row that exists already, at the version that the client expects; else the answer is
    /// NotFoundError or StaleError.
    /// </summary>
    public bool FindsRow { get; private init; }

    /// <summary>True when a row that was deleted softly is found too.</summary>
    public bool FindsDeleted { get; private init; }

    /// <summary>True when the row may have another key afterwards.</summary>
    public bool MovesKey { get; private init; }

    /// <summary>True when the payload shows the row as it was before the write.</summary>
    public bool ShowsRowBefore { get; private init; }

    /// <summary>True when the input sets foreign keys, so that the caller must see the rows that they point at.</summary>
    public bool SetsReferences { get; private init; } = true;

    public static WriteKind Find(MutationKind kind) => kind switch
    {
        MutationKind.Create => Create,
        MutationKind.Update => Update,
        MutationKind.Delete => Delete,
        MutationKind.Restore => Restore,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no write does what this kind of mutation says"),
    };
}
