using Jim.GraphQL;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Json;
using Jim.GraphQL.Operations;
using Jim.Platform.Cache;
using Jim.Platform.Protocol;
using Jim.Postgres.Planning;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;

namespace Jim.Platform.Requests;

/// <summary>Gets the answer of a plan: in a transaction of its own, or in one that it shares.</summary>
public delegate ValueTask<QueryResult> PlanRun(QueryPlan plan, CancellationToken cancellationToken);

/// <summary>
/// Runs query operations: what the database answers in one round trip, through the cache where the answer's dependencies are known.
/// </summary>
public sealed class QueryExecution(QueryRunner runner, ResultCache cache)
{
    /// <summary>The whole answer of a query, or of the present moment of a live query.</summary>
    public async Task<GraphQLResponse> RunAsync(PreparedRequest prepared, bool useCache, CancellationToken cancellationToken)
    {
        var cursors = prepared.Snapshot!.Cursors;
        var notBefore = RequestCursor.Read(prepared.Request, cursors);
        var question = Question.Of(prepared);
        if (!useCache || !question.Cacheable)
        {
            return await RunOnceAsync(prepared, question, Alone(prepared), cancellationToken);
        }

        GraphQLResponse? ran = null;
        var (kept, hit) = await cache.GetOrRunAsync(
            question.Key(), question.Tags, notBefore,
            async () =>
            {
                ran?.Dispose();
                ran = await RunOnceAsync(prepared, question, Alone(prepared), cancellationToken);
                return ran.Errors.Count == 0 && ran.PgSnapshotText is { } read ? new CachedAnswer(read, ran.DataBytes.ToArray()) : null;
            },
            cancellationToken);
        return ran ?? new GraphQLResponse
        {
            Outcome = ResponseOutcome.Executed, KeptData = kept!.Data, Cursor = cursors.Encode(kept.PgSnapshotText), CacheHit = hit,
        };
    }

    /// <summary>The answer of a query whose plan is run by <paramref name="run"/>, past the cache.</summary>
    public static Task<GraphQLResponse> RunAsync(PreparedRequest prepared, PlanRun run, CancellationToken cancellationToken)
    {
        RequestCursor.Read(prepared.Request, prepared.Snapshot!.Cursors);
        return RunOnceAsync(prepared, Question.Of(prepared), run, cancellationToken);
    }

    /// <summary>
    /// What a live query is asked by, and what wakes it. Throws <see cref="GraphQLException"/> where changes of a table are not logged.
    /// </summary>
    public static LiveQuestion LiveQuestionOf(PreparedRequest prepared)
    {
        var question = Question.Of(prepared);
        return question.Untracked is { } table
            ? throw new GraphQLException(RequestErrors.Untracked(table))
            : new LiveQuestion(Convert.ToHexStringLower(question.Key()), question.Reads);
    }

    private PlanRun Alone(PreparedRequest prepared) => (plan, cancellationToken) =>
        runner.RunAsync(plan, prepared.Variables, prepared.Caller, prepared.ExecutionOptions.ErrorHandling, cancellationToken);

    private static async Task<GraphQLResponse> RunOnceAsync(
        PreparedRequest prepared, Question question, PlanRun run, CancellationToken cancellationToken)
    {
        using var result = question.Plan is { } plan ? await run(plan, cancellationToken) : null;
        var errors = new List<GraphQLError>();
        var data = new JsonBuffer();
        try
        {
            if (question.DatabaseOnly && result is not null)
            {
                WriteAll(question.Fields, result, prepared.ExecutionOptions.ErrorHandling, data, errors);
            }
            else
            {
                await ExecuteAsync(prepared, question, result, data, errors, cancellationToken);
            }

            return new GraphQLResponse
            {
                Outcome = ResponseOutcome.Executed, Data = data, Errors = errors, PgSnapshotText = result?.PgSnapshotText,
                Cursor = result?.PgSnapshotText is { } read ? prepared.Snapshot!.Cursors.Encode(read) : null,
                CacheHit = question.Cacheable ? false : null,
            };
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The database has answered everything: its values are the answer. A null that may not be one empties <c>data</c> (spec 6.4.4).
    /// </summary>
    private static void WriteAll(
        IReadOnlyList<CollectedField> fields, QueryResult result, ErrorHandling handling, JsonBuffer data, List<GraphQLError> errors)
    {
        data.WriteByte((byte)'{');
        var empty = false;
        for (var i = 0; i < fields.Count; i++)
        {
            var value = result.Values[i];
            errors.AddRange(value.Errors);
            empty |= value.Json.IsEmpty && fields[i].Definition!.Type.IsNonNull && handling == ErrorHandling.Propagate;
            if (i > 0)
            {
                data.WriteByte((byte)',');
            }

            data.WriteString(fields[i].ResponseName);
            data.WriteByte((byte)':');
            data.WriteRaw(value.Json.IsEmpty ? "null"u8 : value.Json.Span);
        }

        data.WriteByte((byte)'}');
        if (empty)
        {
            data.Truncate(0);
            data.WriteNull();
        }
    }

    private static async Task ExecuteAsync(
        PreparedRequest prepared, Question question, QueryResult? result, JsonBuffer data, List<GraphQLError> errors,
        CancellationToken cancellationToken)
    {
        var state = new RequestState(prepared);
        for (var i = 0; i < question.Fields.Count; i++)
        {
            state.Completed[question.Fields[i].ResponseName] = result!.Values[i];
        }

        await Executor.ExecuteAsync(
            prepared.Operation!, prepared.Variables, null, state, data, errors, prepared.ExecutionOptions, cancellationToken);
    }
}

/// <summary>A live query: what makes two subscriptions one, and what they read.</summary>
public sealed record LiveQuestion(string Key, ReadSet Reads);
