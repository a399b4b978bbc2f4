using System.Text.Json;
using Jim.Postgres.Rights;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Jobs;

/// <summary>A job as the worker that claimed it sees it.</summary>
/// <param name="Kind">Which handler runs it.</param>
/// <param name="Payload">What the handler is to do, as it was queued; each kind has its own form.</param>
/// <param name="OwnerId">The id of the user who queued it; null: Jim itself did.</param>
/// <param name="Caller">With whose rights it runs; null: with those of the login role.</param>
/// <param name="Attempt">1 for the first run. A run that another worker takes over after a crash keeps its number.</param>
/// <param name="AttemptsMax">The job is dead when the attempt of this number fails.</param>
/// <param name="Fence">
/// A number that every claim raises: only the worker with the newest one may change the job or commit its effect.
/// </param>
public sealed record JobRow(
    Guid Id, string Kind, JobPriority Priority, JsonElement Payload, Guid? OwnerId, Caller? Caller, int Attempt, int AttemptsMax,
    long Fence)
{
    /// <summary>Jobs of one lane run one after another; null: it is in none.</summary>
    public string? Lane { get; init; }

    /// <summary>How often it was postponed; that uses up no attempt.</summary>
    public int Postponements { get; init; }

    /// <summary>How long ago it was postponed first since its last attempt that counted; null: it was not.</summary>
    public TimeSpan? Waited { get; init; }
}
