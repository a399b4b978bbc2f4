using Jim.Platform.Jobs;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Requests;

/// <summary>The end of a job that runs a mutation, with its answer; written in the transaction of the effect where that is one.</summary>
public sealed class JobEnding(JobRow job)
{
    /// <summary>
    /// Under this the effects of several transactions are kept like those of an <c>Idempotency-Key</c>. It is none that a client can send.
    /// </summary>
    public string Key { get; } = $"job {job.Id}";

    /// <summary>All of the mutation is one transaction, in which the job is ended.</summary>
    public bool IsOneTransaction { get; init; }

    /// <summary>The end was written in a transaction, which was committed if the mutation has an effect.</summary>
    public bool IsWritten { get; private set; }

    /// <summary>Ends the job in the open transaction of its effect, as the login role.</summary>
    public async ValueTask WriteAsync(NpgsqlConnection connection, GraphQLResponse answer)
    {
        try
        {
            await connection.ExecuteAsync(
                [JobCommit.End(job.Id, job.Fence, "succeeded", JobAnswer.Write(answer), null)], CancellationToken.None);
            IsWritten = true;
        }
        catch (PostgresException e) when (JobCommit.IsStale(e))
        {
            throw new GraphQLException(JobErrors.Cancelled); // undoes the effect; that nobody waits for this answer is found at its end
        }
    }
}
