using Npgsql;

namespace Jim.Extensions;

/// <summary>One run of a command: its job, on whose behalf it runs, and the database under the rights of that caller.</summary>
public abstract class CommandContext
{
    /// <summary>
    /// The job's id. It is the same in every run of the job, so it serves others' servers to recognise what they were sent before.
    /// </summary>
    public abstract Guid JobId { get; }

    /// <summary>1 for the first. A run that takes over from a worker that was lost has the number of that one.</summary>
    public abstract int Attempt { get; }

    /// <summary>The subject of the caller's token.</summary>
    public abstract string Subject { get; }

    /// <summary>The subject as the key of a user; null where it is no UUID.</summary>
    public abstract Guid? UserId { get; }

    /// <summary>The realm roles of the caller's token when the command was sent.</summary>
    public abstract IReadOnlyList<string> Roles { get; }

    /// <summary>The time for which it runs by <see cref="CommandAttribute.Cron"/>; null: somebody has sent it.</summary>
    public abstract DateTimeOffset? DueAt { get; }

    /// <summary>
    /// Takes how far the run is, from 0 to 1, for the job's field <c>progress</c>, which live queries follow. Report as often as you like:
    /// it is written a few times a second, at once and outside of the job's transaction.
    /// </summary>
    public abstract IProgress<double> Progress { get; }

    /// <summary>
    /// Begins the transaction of the job, or gives the one that was begun: a connection with the caller's database role and claims. Do not
    /// commit it, and do not keep it: it is committed together with the job's success when the handler returns, so that its effect happens
    /// once, and rolled back where the handler throws. Do what takes long before it.
    /// </summary>
    public abstract ValueTask<NpgsqlConnection> BeginAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Does a step in a transaction of its own, with the caller's rights, which is committed before this returns: for work in many parts,
    /// and for reading before the job's transaction. What it wrote stays when the job fails later, and is done again in a later run. Only
    /// the worker that holds the job can commit a step. Not while the job's own transaction is open.
    /// </summary>
    public abstract Task StepAsync(Func<NpgsqlConnection, Task> step, CancellationToken cancellationToken);
}
