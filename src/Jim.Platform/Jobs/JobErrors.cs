using Jim.GraphQL.Errors;

namespace Jim.Platform.Jobs;

/// <summary>Every error that the Jobs room puts into a job's <c>error</c>.</summary>
public static class JobErrors
{
    public const string FailedCode = "JIM_JOB_FAILED";
    public const string KindCode = "JIM_JOB_KIND";
    public const string CrashedCode = "JIM_JOB_CRASHED";

    /// <summary>What went wrong is in the server's log under the job's id.</summary>
    public static GraphQLError Failed { get; } = new("The job failed unexpectedly.") { Code = FailedCode };

    public static GraphQLError UnknownKind { get; } = new("No worker knows this kind of job.") { Code = KindCode };

    public static GraphQLError Crashed { get; } = new("The job's worker was lost too often.") { Code = CrashedCode };
}
