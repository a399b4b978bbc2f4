using Jim.Postgres.Changes;
using Jim.Postgres.Rights;

namespace Jim.Platform.Subscriptions;

/// <summary>What preparing a live query on a schema gives: the query, or why it cannot be one.</summary>
public abstract record LivePreparation
{
    private protected LivePreparation()
    {
    }
}

/// <summary>A live query on one version of the schema.</summary>
/// <param name="SchemaVersion">The version of the schema snapshot that it was prepared on; a later snapshot has a higher one.</param>
/// <param name="Key">
/// The same for subscriptions with the same answer: operation, variables, role, claims that policies use, and schema.
/// </param>
/// <param name="Reads">The tables whose changes have it run again.</param>
/// <param name="RunAsync">
/// Gets the answer of the present moment; with true, together with others, because it takes a moment only. Throws nothing but
/// <see cref="OperationCanceledException"/>.
/// </param>
public sealed record LiveQuery(
    long SchemaVersion, string Key, ReadSet Reads, Func<bool, CancellationToken, Task<GraphQLResponse>> RunAsync) : LivePreparation
{
    /// <summary>For some tables of <see cref="Reads"/>: only a change of a row that has one of these values has it run again.</summary>
    public ImmutableArray<ScopeValue> Pins { get; init; } = [];

    /// <summary>Whose query it is: see <see cref="Caller.ShareKey"/>.</summary>
    public string User { get; init; } = string.Empty;

    /// <summary>Whether the subscriber has the answer already, as the cursor of his request tells.</summary>
    public Func<GraphQLResponse, bool> HasAnswer { get; init; } = _ => false;

    /// <summary>How long the user's next run has to wait, because earlier ones have kept the database busy; zero: it may run.</summary>
    public Func<TimeSpan> FindWait { get; init; } = () => TimeSpan.Zero;
}

/// <summary>The operation is not valid on the schema, or cannot be a live query on it.</summary>
public sealed record LiveRefusal(IReadOnlyList<GraphQLError> Errors) : LivePreparation;
