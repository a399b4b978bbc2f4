using System.Text.Json;
using Jim.Postgres.Rights;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Jobs;

/// <summary>A job as the worker that claimed it sees it.</summary>
/// <param name="Kind">Which handler runs it.</param>
/// <param name="Payload">As it was queued.</param>
/// <param name="OwnerId">Who queued it; null: the platform itself.</param>
/// <param name="Caller">Under whose rights it runs; null: the platform's own work.</param>
/// <param name="Attempt">1 for the first run. A run that another worker takes over after a crash keeps its number.</param>
/// <param name="Fence">Raised by every claim: only the holder of the newest one may change the job or commit its effect.</param>
public sealed record JobRow(
    Guid Id, string Kind, JobPriority Priority, JsonElement Payload, Guid? OwnerId, Caller? Caller, int Attempt, int AttemptsMax,
    long Fence);
