using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Npgsql;
using NpgsqlTypes;

namespace Jim.Platform.Jobs;

/// <summary>
/// Ends a job inside the transaction of its effect, so that the effect happens exactly once. A fence is a number that every claim of the
/// job raises: a worker whose job was claimed by another one holds an old number, and its whole transaction fails.
/// </summary>
public static class JobCommit
{
    /// <summary>
    /// The SQLSTATE that <c>jim.end_job</c> raises when the fence is not the job's newest, or the job is not running any more.
    /// </summary>
    public const string StaleFence = "JM001";

    /// <summary>
    /// Commands to append to the effect's batch: they leave the caller's role, then mark the job succeeded or fail the transaction.
    /// </summary>
    /// <param name="result">JSON, stored as the job's result; null: none.</param>
    public static IReadOnlyList<NpgsqlBatchCommand> Commands(Guid id, long fence, string? result) =>
        [Claims.LeaveRole(), End(id, fence, "succeeded", result, null)];

    /// <summary>
    /// Ends the job in a state of <c>jim.job_state</c>, or fails the transaction. Runs as the login role. <paramref name="result"/> and
    /// <paramref name="error"/> are JSON; null: none.
    /// </summary>
    internal static NpgsqlBatchCommand End(Guid id, long fence, string state, string? result, string? error) =>
        new("select jim.end_job($1, $2, $3::jim.job_state, $4, $5)")
        {
            Parameters =
            {
                new() { Value = id },
                new() { Value = fence },
                new() { Value = state },
                new() { Value = (object?)result ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Json },
                new() { Value = (object?)error ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Json },
            },
        };

    /// <summary>
    /// Holds the job until the transaction's end, as the login role, so that no other worker takes it meanwhile. Fails where one has.
    /// </summary>
    internal static async Task HoldAsync(NpgsqlConnection connection, Guid id, long fence)
    {
        await using var batch = connection.CreateBatch().With(
        [
            Claims.LeaveRole(),
            Statements.BuildCommand(
                "select true from jim.jobs where id = $1 and fence = $2 and state = 'running' for no key update", id, fence),
        ]);
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        await reader.NextResultAsync(CancellationToken.None);
        if (!await reader.ReadAsync(CancellationToken.None))
        {
            throw new StaleJobException();
        }
    }

    /// <summary>
    /// True for the failure of a transaction whose job was cancelled or belongs to another worker; there is nothing left to do here.
    /// </summary>
    public static bool IsStale(Exception e) =>
        e is PostgresException { SqlState: StaleFence } or StaleJobException || (e.InnerException is { } inner && IsStale(inner));

    /// <summary>As what <see cref="StaleFence"/> tells.</summary>
    private sealed class StaleJobException : Exception;
}
