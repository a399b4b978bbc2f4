using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.Platform.Cache;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Planning;
using Jim.Postgres.Running;

namespace Jim.Platform.Requests;

/// <summary>Gets the answer of a plan: in a transaction of its own, or in one that it shares.</summary>
public delegate ValueTask<QueryResult> PlanRun(QueryPlan plan, CancellationToken cancellationToken);

/// <summary>
/// The step "run" of a query: one round trip to the database, or an answer of the cache where all that the answer depends on is known.
/// </summary>
public sealed class QueryExecution(QueryRunner runner, ResultCache cache)
{
    /// <summary>The whole answer of a query, or of the present moment of a live query.</summary>
    public async Task<GraphQLResponse> RunAsync(PlannedQuery planned, bool useCache, CancellationToken cancellationToken)
    {
        if (!useCache || !planned.IsCacheable)
        {
            return await RunPlanAsync(planned, RunAlone(planned.Input), cancellationToken);
        }

        GraphQLResponse? ran = null;
        var (cached, hit) = await cache.GetOrRunAsync(
            planned.ComputeCacheKey(), planned.Tags, planned.NotBefore,
            async () =>
            {
                ran?.Dispose();
                ran = await RunPlanAsync(planned, RunAlone(planned.Input), cancellationToken);
                return ran.Errors.Count == 0 && ran.PgSnapshotText is { } read ? new CachedAnswer(read, ran.DataBytes.ToArray()) : null;
            },
            cancellationToken);
        CacheTelemetry.RecordLookup(hit);
        return ran ?? new GraphQLResponse
        {
            Outcome = ResponseOutcome.Executed,
            CachedData = cached!.Data,
            Cursor = planned.Input.Snapshot.Cursors.Encode(cached.PgSnapshotText),
            CacheHit = hit,
        };
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

    private PlanRun RunAlone(OperationInput input) => (plan, cancellationToken) =>
        runner.RunAsync(plan, input.Variables, input.Caller, input.ExecutionOptions.ErrorHandling, cancellationToken);

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
