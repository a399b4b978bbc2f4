namespace Jim.Platform.Jobs;

/// <summary>Which queue a job waits in; as <c>jim.job_priority</c> in lower case.</summary>
public enum JobPriority
{
    High,
    Normal,
    Low,
}
