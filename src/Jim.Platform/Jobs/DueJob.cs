using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Jobs;

/// <summary>A row that waits for a message.</summary>
public sealed record DueJob(Guid Id, string Kind, JobPriority Priority);
