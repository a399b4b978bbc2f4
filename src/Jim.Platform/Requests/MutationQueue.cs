using Jim.GraphQL.Execution;
using Jim.Platform.Jobs;
using Jim.Postgres.Rights;
using Npgsql;
using NpgsqlTypes;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Requests;

/// <summary>
/// Stores a mutation as a job under the caller's rights and answers with it (202). A message wakes a worker after the commit; if it is
/// lost, the sweeper finds the job by its row. Where the request waits, a job that has ended in time is answered with its result.
/// </summary>
public sealed class MutationQueue(NpgsqlDataSource dataSource, JobQueue jobs, JobEnds ends, RequestOptions options)
{
    public async Task<GraphQLResponse> EnqueueAsync(
        PreparedMutation mutation, QueuedDirective queued, CancellationToken cancellationToken)
    {
        var input = mutation.Input;
        if (input.Caller.UserId is null || input.Request.Uploads.Count > 0
            || input.RootFields.Any(f => f.Definition is { Binding: FieldResolver }))
        {
            return GraphQLResponse.Refused(RequestErrors.NotQueueable());
        }

        if (queued.IsOutOfTime)
        {
            return GraphQLResponse.Refused(RequestErrors.RunAtOutOfTime());
        }

        var id = Guid.CreateVersion7();
        using var wait = ends.Expect(id);
        var effect = mutation.IdempotencyKey is { } key ? IdempotentEffect.For(input, key) : null;
        try
        {
            await StoreAsync(id, input, queued, effect);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return GraphQLResponse.Refused(RequestErrors.NotQueueable());
        }

        if (effect is { IsMismatch: true })
        {
            return GraphQLResponse.Refused(RequestErrors.IdempotencyMismatch());
        }

        if (effect?.Answer is { } kept)
        {
            using var replayed = ends.Expect(new Guid(kept));
            return await AnswerAsync(new Guid(kept), input, queued, replayed, cancellationToken) with { IsReplay = true };
        }

        if (queued.RunAt is null)
        {
            await jobs.HintAsync(
                id, JobQueue.MutationKind, Enum.Parse<JobPriority>(queued.Priority, ignoreCase: true), cancellationToken);
        }

        return await AnswerAsync(id, input, queued, wait, cancellationToken);
    }

    private async Task<GraphQLResponse> AnswerAsync(
        Guid id, OperationInput input, QueuedDirective queued, JobWait wait, CancellationToken cancellationToken) =>
        await wait.WithinAsync(options.FindWait(input.Request, queued.Wait), cancellationToken) is { } ended
            ? JobAnswer.Read(ended, input.Snapshot.Cursors) with { Job = new QueuedJob(id, ended.State.ToUpperInvariant()) }
            : GraphQLResponse.Stored(id);

    private async Task StoreAsync(Guid id, OperationInput input, QueuedDirective queued, IdempotentEffect? effect)
    {
        await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        if (effect is not null)
        {
            if (!await effect.ClaimAsync(connection))
            {
                return;
            }

            await effect.KeepAsync(connection, id.ToByteArray());
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(Claims.Command(input.Caller));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select jim.enqueue($1, $2, $3, $4, $5)")
        {
            Parameters =
            {
                new() { Value = id },
                new() { Value = JobQueue.MutationKind },
                new() { Value = queued.Priority },
                new() { Value = MutationPayload.Write(input.Request), NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = (object?)queued.RunAt?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        });
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }
}
