using Jim.GraphQL.Execution;
using Npgsql;

namespace Jim.Postgres.Running.Mutations;

/// <summary>Under what circumstances a mutation runs.</summary>
/// <param name="Job">The job it runs in, told to policies as <c>jim.job</c>.</param>
/// <param name="BeforeCommit">
/// Runs in the transaction, as the login role, when every field has succeeded; it is given their values in order. What it writes is
/// committed with the effect or not at all. It costs further round trips.
/// </param>
public sealed record MutationContext(
    string? Job = null, Func<NpgsqlConnection, IReadOnlyList<CompletedValue>, CancellationToken, ValueTask>? BeforeCommit = null)
{
    public static MutationContext Default { get; } = new();
}
