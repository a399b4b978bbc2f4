using Jim.Platform.Jobs;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Jim.Postgres.Schema;
using Npgsql;
using NpgsqlTypes;
using JobPriority = Jim.Data.Platform.JobPriority;

namespace Jim.Platform.Requests;

/// <summary>
/// Has workers run the mutations of this gateway (<c>JIM_MUTATIONS=queued</c>): each is stored as a job in the lane of its user, or of the
/// address without one, and answered with its own result when that is there in time, else with the job (202).
/// </summary>
public sealed class OrderedMutations(NpgsqlDataSource dataSource, JobQueue jobs, JobEnds ends, RequestOptions options)
{
    private const string StoreSql = """
        insert into jim.jobs (id, kind, payload, owner_id, caller, lane) select $1, $2, $3, $4, $5, $6
        where (select count(*) from (
          select from jim.jobs where lane = $6 and state in ('queued', 'running') limit $7) waiting) < $7
        """;

    /// <summary>
    /// False for what runs at once in every form: fields of C# code, which take bytes or answer secrets that no row may hold.
    /// </summary>
    public bool Takes(PreparedMutation mutation) =>
        options.QueuesMutations && mutation.Request.Uploads.Count == 0
        && mutation.Input.RootFields.All(f => f.Definition?.Binding is null or MutationField)
        && mutation.Input.RootFields.Any(f => f.Definition?.Binding is MutationField);

    public async Task<GraphQLResponse> RunAsync(PreparedMutation mutation, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        using var wait = ends.Expect(id);
        if (!await StoreAsync(id, mutation))
        {
            return GraphQLResponse.Refused(ResponseOutcome.Unavailable, RunErrors.Overloaded(retrySeconds: 1));
        }

        // The worker may be quicker than the broker's confirmation. A message that is lost is sent again by the sweeper.
        var hint = jobs.HintAsync(id, JobQueue.OrderedMutationKind, JobPriority.Normal, CancellationToken.None);
        var ended = await wait.WithinAsync(options.FindWait(mutation.Request, options.MutationWait), cancellationToken);
        if (ended is null)
        {
            await hint;
            return GraphQLResponse.Stored(id);
        }

        return JobAnswer.Read(ended, mutation.Input.Snapshot.Cursors);
    }

    /// <summary>False: so many mutations of this lane wait that no more are taken.</summary>
    private async Task<bool> StoreAsync(Guid id, PreparedMutation mutation)
    {
        var caller = mutation.Input.Caller;
        await using var command = dataSource.CreateCommand(StoreSql);
        foreach (var parameter in (NpgsqlParameter[])
        [
            new() { Value = id },
            new() { Value = JobQueue.OrderedMutationKind },
            new() { Value = MutationPayload.WriteWhole(mutation.Request, mutation.IdempotencyKey), NpgsqlDbType = NpgsqlDbType.Jsonb },
            new() { Value = (object?)caller.UserId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            new() { Value = JobCaller.Write(caller), NpgsqlDbType = NpgsqlDbType.Jsonb },
            new() { Value = FindLane(caller) },
            new() { Value = options.QueuedMutationsMax },
        ])
        {
            command.Parameters.Add(parameter);
        }

        return await command.ExecuteNonQueryAsync(CancellationToken.None) == 1;
    }

    private static string FindLane(Caller caller) => caller.Subject is { } subject
        ? "user " + subject.Replace('\0', ' ')
        : "address " + caller.Network?.TrimStart(Caller.NetworkMark);
}
