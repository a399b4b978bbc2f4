using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Jobs;

/// <summary>A job that could run now, but that no message will bring to a worker.</summary>
public sealed record DueJob(Guid Id, string Kind, JobPriority Priority);
