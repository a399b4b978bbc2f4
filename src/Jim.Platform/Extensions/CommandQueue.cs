using System.Diagnostics;
using Jim.Platform.Changes;
using Jim.Platform.Jobs;
using Jim.Platform.Requests;
using Jim.Postgres.Changes;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Npgsql;
using NpgsqlTypes;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Extensions;

/// <summary>Stores commands as jobs, and wakes workers after the commit.</summary>
public sealed class CommandQueue(NpgsqlDataSource dataSource, JobQueue jobs, CommitNotice notice, RequestOptions options)
{
    /// <summary>Who may queue is said by one grant, for commands as for mutations.</summary>
    private const string StoreSql = $"""
        with may as (
          select has_function_privilege($7, 'jim.enqueue(uuid, text, text, jsonb, timestamptz)', 'execute') as queue, (
            select count(*) from (
              select from jim.jobs
              where owner_id = $5 and state in ('queued', 'running') and kind like '{JobQueue.CommandKindPrefix}%' limit $10) open
          ) < $10 as room
        ), stored as (
          insert into jim.jobs (id, kind, priority, payload, owner_id, caller, attempts_max, run_at)
          select $1, $2, $3::jim.job_priority, $4, $5, $6, $8, coalesce($9, now()) from may where queue and room
        )
        select queue, room from may
        """;

    /// <summary>
    /// Stores the job in the connection's transaction, as the login role; leaves the caller's role. Throws <see cref="GraphQLException"/>
    /// where the caller may not queue or has too many open.
    /// </summary>
    internal async Task StoreAsync(NpgsqlConnection connection, CommandRequest request, Caller caller)
    {
        if (caller.UserId is null)
        {
            throw RequestErrors.NotQueueable().ToException();
        }

        await using var batch = connection.CreateBatch().With(
        [
            Claims.Command(caller), Claims.LeaveRole(), Statements.BuildCommand(
                StoreSql, request.Id, request.Command.Kind, FindLabel(request.Priority), Json(CommandJson.WritePayload(request.Input)),
                caller.UserId, Json(JobCaller.Write(caller)), caller.Role, request.Command.Attribute.AttemptsMax,
                new NpgsqlParameter
                {
                    Value = (object?)request.RunAt?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz,
                },
                options.QueuedMutationsMax),
        ]);
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        await reader.NextResultAsync(CancellationToken.None);
        await reader.NextResultAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        if (!reader.GetBoolean(0))
        {
            throw RequestErrors.NotQueueable().ToException();
        }

        if (!reader.GetBoolean(1))
        {
            throw new GraphQLException(RunErrors.Overloaded(retrySeconds: 1));
        }
    }

    /// <summary>After the commit: wakes a worker, and this node's next answers show the job.</summary>
    /// <param name="table">The oid of <c>jim.jobs</c>.</param>
    internal async Task TellAsync(CommandRequest request, uint table, CancellationToken cancellationToken)
    {
        var now = await new ChangeReader(dataSource).CurrentAsync(cancellationToken);
        var hint = request.RunAt is null
            ? jobs.HintAsync(request.Id, request.Command.Kind, request.Priority, CancellationToken.None)
            : Task.CompletedTask;
        await notice.TellAsync([table], now, cancellationToken);
        await hint;
    }

    /// <summary>Stores it in a transaction of its own.</summary>
    internal async Task StoreAsync(CommandRequest request, Caller caller)
    {
        await using var connection = await dataSource.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await StoreAsync(connection, request, caller);
        await transaction.CommitAsync(CancellationToken.None);
    }

    internal static string FindLabel(JobPriority priority) => priority switch
    {
        JobPriority.High => "high",
        JobPriority.Normal => "normal",
        JobPriority.Low => "low",
        _ => throw new UnreachableException($"There is no priority {priority}."),
    };

    internal static NpgsqlParameter Json(string json) => new() { Value = json, NpgsqlDbType = NpgsqlDbType.Jsonb };
}

/// <summary>A command that was sent.</summary>
/// <param name="Id">Of its job.</param>
/// <param name="Input">The JSON of its record.</param>
/// <param name="RunAt">Not before; null: at once.</param>
internal sealed record CommandRequest(Guid Id, CommandDefinition Command, string Input, JobPriority Priority, DateTimeOffset? RunAt);
