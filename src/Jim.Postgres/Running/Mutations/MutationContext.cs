using Jim.GraphQL.Execution;
using Npgsql;

namespace Jim.Postgres.Running.Mutations;

/// <summary>Under which circumstances a mutation runs, besides on whose behalf.</summary>
/// <param name="Job">The id of the job that runs it, which policies read as setting <c>jim.job</c>; null outside of jobs.</param>
/// <param name="BeforeCommit">
/// Runs in the transaction, as the login role, when every field has succeeded; it is given their values in order. What it writes is
/// committed with the effect or not at all. It costs further round trips.
/// </param>
/// <param name="Claim">
/// Runs first in the transaction, as the login role. False: nothing is to be run, and the transaction is rolled back. It costs a further
/// round trip.
/// </param>
public sealed record MutationContext(
    string? Job = null, Func<NpgsqlConnection, IReadOnlyList<CompletedValue>, CancellationToken, ValueTask>? BeforeCommit = null,
    Func<NpgsqlConnection, ValueTask<bool>>? Claim = null)
{
    /// <summary>A lock that is not given in half the time of a statement is given up, so that it is known as the reason.</summary>
    public bool LimitsLockWait { get; init; } = Job is not null;

    /// <summary>Outside of jobs, and nothing to do before the commit.</summary>
    public static MutationContext Default { get; } = new();
}
