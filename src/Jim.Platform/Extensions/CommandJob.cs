using Jim.Extensions;
using Jim.Platform.Jobs;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Extensions;

/// <summary>What the handler of a command is given of its job.</summary>
/// <param name="connections">Of the login role; each transaction takes the caller's role.</param>
/// <param name="progress">Is disposed with this.</param>
internal sealed class CommandJob(JobRow job, Caller caller, NpgsqlDataSource connections, CommandProgress progress)
    : CommandContext, IAsyncDisposable
{
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;

    public override Guid JobId => job.Id;

    public override int Attempt => job.Attempt;

    public override string Subject => caller.Subject ?? string.Empty;

    public override Guid? UserId => caller.UserId;

    public override IReadOnlyList<string> Roles => caller.Roles;

    public override DateTimeOffset? DueAt { get; } = CommandJson.ReadDue(job.Payload);

    public override IProgress<double> Progress => progress;

    public override async ValueTask<NpgsqlConnection> BeginAsync(CancellationToken cancellationToken)
    {
        if (_connection is null)
        {
            _connection = await connections.OpenConnectionAsync(cancellationToken);
            _transaction = await _connection.BeginTransactionAsync(cancellationToken);
            await _connection.ExecuteAsync([Claims.Command(caller, job.Id.ToString())], cancellationToken);
        }

        return _connection;
    }

    public override async Task StepAsync(Func<NpgsqlConnection, Task> step, CancellationToken cancellationToken)
    {
        if (_connection is not null)
        {
            throw new InvalidOperationException(
                "A step would wait for locks of the job's own transaction. Do the steps before BeginAsync.");
        }

        await using var connection = await connections.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync([Claims.Command(caller, job.Id.ToString())], cancellationToken);
        await step(connection);
        cancellationToken.ThrowIfCancellationRequested();
        await JobCommit.HoldAsync(connection, job.Id, job.Fence);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Commits what was written together with the job's success. False: no transaction was begun.</summary>
    /// <param name="result">JSON; null: none.</param>
    public async Task<bool> CommitAsync(string? result)
    {
        if (_connection is null)
        {
            return false;
        }

        await _connection.ExecuteAsync(JobCommit.Commands(job.Id, job.Fence, result), CancellationToken.None);
        await _transaction!.CommitAsync(CancellationToken.None);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await progress.DisposeAsync();
        await (_transaction?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
