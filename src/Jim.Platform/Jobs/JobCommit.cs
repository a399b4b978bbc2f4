using Npgsql;
using NpgsqlTypes;

namespace Jim.Platform.Jobs;

/// <summary>
/// Ends a job inside the transaction of its effect, so that the effect happens exactly once: a worker whose lease was taken over holds an
/// old fence, and its whole transaction fails.
/// </summary>
public static class JobCommit
{
    /// <summary>Raised by <c>jim.end_job</c> when the fence is not the job's newest, or the job is not running any more.</summary>
    public const string StaleFence = "JM001";

    /// <summary>
    /// To be appended to the effect's batch: steps out of the caller's role, then marks the job succeeded or fails the transaction.
    /// </summary>
    /// <param name="result">JSON, stored as the job's result; null: none.</param>
    public static IReadOnlyList<NpgsqlBatchCommand> Commands(Guid id, long fence, string? result) =>
        [LeaveRole(), End(id, fence, "succeeded", result, null)];

    /// <summary>Ends the job in this state, or fails the transaction; as the login role.</summary>
    internal static NpgsqlBatchCommand End(Guid id, long fence, string state, string? result, string? error) =>
        new("select jim.end_job($1, $2, $3::jim.job_state, $4, $5)")
        {
            Parameters =
            {
                new() { Value = id },
                new() { Value = fence },
                new() { Value = state },
                new() { Value = (object?)result ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = (object?)error ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        };

    /// <summary>The statements that follow run as the login role again.</summary>
    public static NpgsqlBatchCommand LeaveRole() => new("select set_config('role', 'none', true)");

    /// <summary>True: another worker has the job now; there is nothing left to do here.</summary>
    public static bool IsStale(Exception e) =>
        e is PostgresException { SqlState: StaleFence } || (e.InnerException is { } inner && IsStale(inner));
}
