using Jim.GraphQL.Errors;
using Npgsql;

namespace Jim.Platform.Jobs;

/// <summary>
/// Runs one kind of job. After a lost lease the same job may run twice at the same time, so its effect must be committed in one
/// transaction with <see cref="JobCommit"/>.
/// </summary>
public interface IJobHandler
{
    /// <summary>As in <c>jim.jobs.kind</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// An exception counts as <see cref="JobOutcome.Retry"/>, a <see cref="GraphQLException"/> as <see cref="JobOutcome.Rejected"/>.
    /// </summary>
    /// <param name="cancellationToken">Cancelled when the process stops, the job was cancelled, or the lease was lost.</param>
    Task<JobOutcome> RunAsync(JobRow job, CancellationToken cancellationToken);

    /// <summary>What else to write, in the transaction that gives the job up for good (failed or dead).</summary>
    IEnumerable<NpgsqlBatchCommand> OnGivenUp(JobRow job, GraphQLError error) => [];
}
