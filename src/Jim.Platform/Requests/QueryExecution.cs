using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.Platform.Cache;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Planning;
using Jim.Postgres.Running;
using Jim.Postgres.Running.Replicas;

namespace Jim.Platform.Requests;

/// <summary>Gets the answer of a plan: in a transaction of its own, or in one that it shares.</summary>
public delegate ValueTask<QueryResult> PlanRun(QueryPlan plan, CancellationToken cancellationToken);

/// <summary>
/// The step "run" of a query: one round trip to the database, or an answer of the cache where all that the answer depends on is known.
/// </summary>
/// <param name="replicas">Null: there are none.</param>
public sealed class QueryExecution(QueryRunner runner, ResultCache cache, ReplicaReads? replicas = null)
{
    /// <summary>The whole answer of a query, or of the present moment of a live query.</summary>
    /// <param name="planned">The query.</param>
    /// <param name="source">Where the answer may come from.</param>
    /// <param name="cancellationToken">The request is left.</param>
    public async Task<GraphQLResponse> RunAsync(PlannedQuery planned, ReadSource source, CancellationToken cancellationToken)
    {
        var need = source.HasFlag(ReadSource.Replica) && replicas is not null && !planned.Input.Snapshot.IsOutdated
            ? new ReadNeed(replicas.Floors.Find(planned.Input.Caller.ShareKey, planned.Input.Snapshot), planned.NotBefore)
            : (ReadNeed?)null;
        PrimaryMark? mark = null;
        if (!source.HasFlag(ReadSource.Cache) || !planned.IsCacheable)
        {
            return await RunPlanAsync(planned, RunAloneAsync, cancellationToken);
        }

        GraphQLResponse? ran = null;
        var (cached, hit) = await cache.GetOrRunAsync(
            planned.ComputeCacheKey(), planned.Tags, planned.NotBefore,
            async () =>
            {
                ran?.Dispose();
                ran = await RunPlanAsync(planned, RunAloneAsync, cancellationToken);
                return ran.Errors.Count == 0 && ran.PgSnapshotText is { } read
                    ? new CachedAnswer(read, ran.DataBytes.ToArray()) { MarkNumber = mark?.Number ?? long.MaxValue }
                    : null;
            },
            cancellationToken, need?.Floor ?? 0);
        CacheTelemetry.RecordLookup(hit);
        return ran ?? new GraphQLResponse
        {
            Outcome = ResponseOutcome.Executed,
            CachedData = cached!.Data,
            Cursor = planned.Input.Snapshot.Cursors.Encode(cached.PgSnapshotText),
            CacheHit = hit,
        };

        async ValueTask<QueryResult> RunAloneAsync(QueryPlan plan, CancellationToken cancellationToken)
        {
            var (input, handling) = (planned.Input, planned.Input.ExecutionOptions.ErrorHandling);
            var result = need is { } needed
                ? await replicas!.TryRunAsync(plan, input.Variables, input.Caller, handling, needed, cancellationToken)
                : null;
            mark = result?.ReplicaMark;
            return result ?? await runner.RunAsync(
                plan, input.Variables, input.Caller, handling, cancellationToken, source.HasFlag(ReadSource.SharedTrip));
        }
    }

    /// <summary>The answer of a query whose plan is run by <paramref name="run"/>, past the cache.</summary>
    public static async Task<GraphQLResponse> RunPlanAsync(PlannedQuery planned, PlanRun run, CancellationToken cancellationToken)
    {
        using var step = JimTelemetry.Start(SpanNames.Run);
        using var result = planned.Plan is { } plan ? await run(plan, cancellationToken) : null;
        var errors = new List<GraphQLError>();
        return new GraphQLResponse
        {
            Outcome = ResponseOutcome.Executed,
            Data = planned.IsDatabaseOnly && result is not null
                ? TakeData(planned, result, errors)
                : await ExecuteAsync(planned, result, errors, cancellationToken),
            Errors = errors,
            PgSnapshotText = result?.PgSnapshotText,
            DatabaseTime = result?.DatabaseTime ?? TimeSpan.Zero,
            Cursor = result?.PgSnapshotText is { } read ? planned.Input.Snapshot.Cursors.Encode(read) : null,
            CacheHit = planned.IsCacheable ? false : null,
        };
    }

    /// <summary>
    /// The database has answered every field: what it gave is the answer. A null in place of a non-null value empties <c>data</c>
    /// (spec 6.4.4).
    /// </summary>
    private static JsonBuffer TakeData(PlannedQuery planned, QueryResult result, List<GraphQLError> errors)
    {
        var propagates = planned.Input.ExecutionOptions.ErrorHandling == ErrorHandling.Propagate;
        var isEmpty = false;
        for (var i = 0; i < planned.Fields.Count; i++)
        {
            var value = result.Values[i];
            errors.AddRange(value.Errors);
            isEmpty |= propagates && value.Json.IsEmpty && planned.Fields[i].Definition!.Type.IsNonNull;
        }

        var data = result.TakeData();
        if (isEmpty)
        {
            data.Truncate(0);
            data.WriteNull();
        }

        return data;
    }

    /// <summary>Some fields are answered by C# code: the executor puts both together.</summary>
    private static async Task<JsonBuffer> ExecuteAsync(
        PlannedQuery planned, QueryResult? result, List<GraphQLError> errors, CancellationToken cancellationToken)
    {
        var input = planned.Input;
        var state = new RequestState(input);
        for (var i = 0; i < planned.Fields.Count; i++)
        {
            state.Completed[planned.Fields[i].ResponseName] = result!.Values[i];
        }

        var data = new JsonBuffer();
        try
        {
            await Executor.ExecuteAsync(
                input.Operation, input.RootFields, input.Variables, state, data, errors, input.ExecutionOptions, cancellationToken);
            return data;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }
}
