using Jim.GraphQL.Errors;
using Jim.Platform.Protocol;

namespace Jim.Platform.Jobs;

/// <summary>Every error that the Jobs room puts into a job's <c>error</c>.</summary>
public static class JobErrors
{
    /// <summary>What went wrong is in the server's log under the job's id.</summary>
    public static GraphQLError Failed { get; } = ErrorTable.JobFailed.Create("The job failed unexpectedly.").Error;

    public static GraphQLError UnknownKind { get; } = ErrorTable.JobKindUnknown.Create("No worker knows this kind of job.").Error;

    public static GraphQLError Crashed { get; } = ErrorTable.JobCrashed.Create("The job's worker was lost too often.").Error;
}
