using System.Text.Json;

namespace Jim.Platform.Jobs;

/// <summary>The errors of jobs that do not come from a handler; stored in the column <c>jim.jobs.error</c>.</summary>
public static class JobErrors
{
    /// <summary>The run threw an unexpected exception. The log says what, under the job's id.</summary>
    public static GraphQLError Failed { get; } = ErrorTable.JobFailed.Create("The job failed unexpectedly.").Error;

    public static GraphQLError UnknownKind { get; } = ErrorTable.JobKindUnknown.Create("No worker knows this kind of job.").Error;

    /// <summary>The job was claimed <see cref="JobsOptions.ClaimsMax"/> times more than it failed: perhaps it kills its workers.</summary>
    public static GraphQLError Crashed { get; } = ErrorTable.JobCrashed.Create("The job's worker was lost too often.").Error;

    /// <summary>Of a mutation that was refused by typed errors only, which its result holds.</summary>
    public static GraphQLError Refused { get; } =
        ErrorTable.MutationRefused.Create("The mutation was refused; the job's result holds its typed errors.").Error;

    /// <summary>Whoever waits for a job that was cancelled is told this.</summary>
    public static GraphQLError Cancelled { get; } = ErrorTable.JobCancelled.Create("The job was cancelled before it had an effect.").Error;

    /// <summary>
    /// The error as it is stored: like an entry of a response's <c>errors</c>, but with <c>code</c> at the top, where SQL finds it.
    /// </summary>
    public static string Write(GraphQLError error) => JsonSerializer.Serialize(
        new { code = error.Code, message = error.Message, extensions = error.Extensions.ToDictionary() });
}
