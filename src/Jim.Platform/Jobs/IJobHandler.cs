using Npgsql;

namespace Jim.Platform.Jobs;

/// <summary>
/// Runs one kind of job. After a lost lease the same job may run twice at the same time, so its effect must be committed in one
/// transaction with <see cref="JobCommit"/>.
/// </summary>
public interface IJobHandler
{
    /// <summary>The value of <c>jim.jobs.kind</c> of the jobs that it runs, as <c>file.store</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// True: the job is never given up while the reason of its refusals is one that passes by waiting, because something would be lost
    /// that somebody was promised.
    /// </summary>
    bool WaitsForever => false;

    /// <summary>
    /// Runs the job and says how it ended. An exception counts as what <see cref="Judge"/> says of it.
    /// </summary>
    /// <param name="cancellationToken">Cancelled when the process stops, the job was cancelled, or the lease was lost.</param>
    Task<JobOutcome> RunAsync(JobRow job, CancellationToken cancellationToken);

    /// <summary>How a run ended that threw.</summary>
    JobOutcome Judge(Exception failure) => JobOutcome.For(failure);

    /// <summary>
    /// Statements to run in the transaction that marks the job failed or dead, as to mark the row for which it worked; empty: none.
    /// </summary>
    IEnumerable<NpgsqlBatchCommand> OnGivenUp(JobRow job, GraphQLError error) => [];
}
