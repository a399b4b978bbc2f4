namespace Jim.Platform.Jobs;

/// <summary>The errors of jobs that do not come from a handler; stored in the column <c>jim.jobs.error</c>.</summary>
public static class JobErrors
{
    /// <summary>The run threw an unexpected exception. The log says what, under the job's id.</summary>
    public static GraphQLError Failed { get; } = ErrorTable.JobFailed.Create("The job failed unexpectedly.").Error;

    public static GraphQLError UnknownKind { get; } = ErrorTable.JobKindUnknown.Create("No worker knows this kind of job.").Error;

    /// <summary>The job was claimed <see cref="JobsOptions.ClaimsMax"/> times more than it failed: perhaps it kills its workers.</summary>
    public static GraphQLError Crashed { get; } = ErrorTable.JobCrashed.Create("The job's worker was lost too often.").Error;
}
