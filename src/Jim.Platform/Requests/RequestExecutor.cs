using System.Runtime.CompilerServices;
using Jim.GraphQL;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Validation;
using Jim.Platform.Persisted;
using Jim.Platform.Protocol;
using Jim.Platform.Schemas;
using Jim.Platform.Subscriptions;
using Jim.Postgres.Rights;

namespace Jim.Platform.Requests;

/// <summary>
/// ExecuteRequest (spec 6.1), the spine of a request on one page: bytes (sent, or known by id or hash) → document → operation → (queries)
/// plan, one statement, rows as JSON / (mutations) one transaction a field / (subscriptions) the query again at each change. Every
/// transport comes through here; every refusal is a value.
/// </summary>
public sealed class RequestExecutor(
    SchemaOwner schemas, QueryExecution queries, IncrementalExecution incremental, MutationExecution mutations, MutationQueue queue,
    LiveQueries live, FirstSight firstSight, PersistedOperations persisted, RateLimit rate, RequestGuard guard, RequestOptions options)
{
    /// <summary>
    /// Parses, validates and coerces; what is wrong comes back as <see cref="PreparedRequest.Refusal"/>. No SQL of the operation runs.
    /// </summary>
    public async ValueTask<PreparedRequest> PrepareAsync(GraphQLRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var prepared = new PreparedRequest(request, caller);
        try
        {
            if (!request.Admitted && !rate.Allows(caller))
            {
                return prepared with
                {
                    Refusal = GraphQLResponse.Refused(ResponseOutcome.TooManyRequests, RequestErrors.TooManyRequests()),
                };
            }

            var resolved = await persisted.ResolveAsync(request, caller, cancellationToken);
            if (resolved.Refusal is { } refusal)
            {
                return prepared with { Refusal = refusal };
            }

            request = resolved.Request;
            await firstSight.WelcomeAsync(caller, cancellationToken);
            var snapshot = schemas.Current;
            var document = ReadDocument(snapshot, request, caller);
            if (document.Errors.Count > 0)
            {
                return prepared with { Refusal = GraphQLResponse.Refused(ResponseOutcome.Invalid, document.Errors) };
            }

            // Only now, so that what nobody can run does not fill the store.
            if (resolved.NewHash is { } hash)
            {
                await persisted.KeepAsync(hash, request.Query, cancellationToken);
            }

            return PrepareOperation(prepared with { Request = request, PersistedHash = resolved.NewHash, Snapshot = snapshot }, document);
        }
        catch (Exception e) when (guard.Answer(e, cancellationToken) is { } answer)
        {
            return prepared with { Refusal = answer };
        }
    }

    /// <summary>Runs a query or a mutation to its one answer, within the time of an operation.</summary>
    public async Task<GraphQLResponse> ExecuteAsync(PreparedRequest prepared, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.OperationTime);

        // Npgsql cancels a statement by blocking calls. A client that leaves is noticed on a socket's thread, and one blocked there stops
        // the answers of others (seen: nothing for two seconds when a load ended); so the cancelling is handed to the pool.
        await using var leaving = cancellationToken.UnsafeRegister(
            static state => _ = ((CancellationTokenSource)state!).CancelAsync(), deadline);
        try
        {
            var response = prepared.Kind != OperationKind.Mutation ? await queries.RunAsync(prepared, options.Cache, deadline.Token)
                : QueuedDirective.Of(prepared) is { } queued ? await queue.EnqueueAsync(prepared, queued, deadline.Token)
                : await mutations.RunAsync(prepared, deadline.Token);
            response.PersistedHash = prepared.PersistedHash;
            return response;
        }
        catch (Exception e) when (guard.Answer(e, cancellationToken) is { } answer)
        {
            return answer;
        }
    }

    /// <summary>
    /// All answers of an operation that may have several: those of a subscription, the parts of a query's answer; else the one.
    /// </summary>
    public IAsyncEnumerable<GraphQLResponse> StreamAsync(PreparedRequest prepared, CancellationToken cancellationToken) =>
        prepared.Kind == OperationKind.Subscription ? SubscribeAsync(prepared, cancellationToken)
        : prepared.FirstPart is { } first ? incremental.RunAsync(prepared, first, cancellationToken)
        : ExecuteBatchAsync([prepared], cancellationToken);

    /// <summary>
    /// The answers of a batch in its order, each as soon as it is there: one operation after another, so that each sees what those before
    /// it wrote.
    /// </summary>
    public async IAsyncEnumerable<GraphQLResponse> ExecuteBatchAsync(
        IReadOnlyList<PreparedRequest> batch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var prepared in batch)
        {
            var response = prepared.Refusal
                ?? (prepared.Kind == OperationKind.Subscription
                    ? GraphQLResponse.Refused(ResponseOutcome.KindNotAllowed, RequestErrors.KindNotAllowed())
                    : await ExecuteAsync(prepared, cancellationToken));
            (response.RequestIndex, response.VariableIndex) = (prepared.Request.RequestIndex, prepared.Request.VariableIndex);
            yield return response;
        }
    }

    /// <summary>
    /// Subscribe (spec 6.2.3): the answers of a live query, the present one first. Its source stream is the changes of what it reads;
    /// MapSourceToResponseEvent (spec 6.2.3.2) runs it again.
    /// </summary>
    private IAsyncEnumerable<GraphQLResponse> SubscribeAsync(PreparedRequest prepared, CancellationToken cancellationToken) =>
        live.SubscribeAsync(() => PrepareLiveQuery(prepared), cancellationToken);

    /// <summary>The subscription on the schema of the moment: as it was prepared, or prepared again where the schema has changed.</summary>
    private LivePreparation PrepareLiveQuery(PreparedRequest first)
    {
        try
        {
            var prepared = schemas.Current is var snapshot && snapshot == first.Snapshot ? first : PrepareAgain(first, snapshot);
            if (prepared.Refusal is { } refusal)
            {
                return new LiveRefusal(refusal.Errors);
            }

            var question = QueryExecution.LiveQuestionOf(prepared);
            return new LiveQuery(snapshot.Version, question.Key, question.Reads, stop => RunLiveQueryAsync(prepared, stop));
        }
        catch (GraphQLException e)
        {
            return new LiveRefusal(e.Errors);
        }
    }

    private async Task<GraphQLResponse> RunLiveQueryAsync(PreparedRequest prepared, CancellationToken stop)
    {
        try
        {
            return await queries.RunAsync(prepared, useCache: false, stop);
        }
        catch (Exception e) when (guard.Answer(e, stop) is { } answer)
        {
            return answer;
        }
    }

    private PreparedRequest PrepareAgain(PreparedRequest first, SchemaSnapshot snapshot)
    {
        var document = ReadDocument(snapshot, first.Request, first.Caller);
        var prepared = new PreparedRequest(first.Request, first.Caller) { Snapshot = snapshot };
        return document.Errors.Count > 0
            ? prepared with { Refusal = GraphQLResponse.Refused(ResponseOutcome.Invalid, document.Errors) }
            : PrepareOperation(prepared, document);
    }

    private PreparedDocument ReadDocument(SchemaSnapshot snapshot, GraphQLRequest request, Caller caller) =>
        snapshot.DocumentsFor(caller.Role).Prepare(request.Query, options.Parser, options.ValidationFor(caller.Role));

    /// <summary>
    /// Chooses the operation, coerces its variables and computes its cost. Throws as <see cref="PreparedDocument.Operation"/>.
    /// </summary>
    private PreparedRequest PrepareOperation(PreparedRequest prepared, PreparedDocument document)
    {
        var request = prepared.Request;
        var operation = document.Operation(request.OperationName);
        return VariableCoercion.Coerce(operation, request.Variables, out var variables, out var errors, request.Uploads, options.Coercion)
            ? Priced(prepared with { Operation = operation, Variables = variables })
            : prepared with { Refusal = GraphQLResponse.Refused(ResponseOutcome.Invalid, errors) };
    }

    /// <summary>Refuses what costs too much (HC0047), priced with the values it was sent with, before anything runs.</summary>
    private PreparedRequest Priced(PreparedRequest prepared)
    {
        var cost = prepared.Snapshot!.Costs.GetOrDerive(prepared.Operation!, prepared.Variables);
        return CostAnalyzer.Refuse(cost, options.CostMax) is { } tooMuch
            ? prepared with { Refusal = GraphQLResponse.Refused(ResponseOutcome.Invalid, tooMuch) }
            : prepared with { Cost = cost, FirstPart = FirstPartOf(prepared) };
    }

    private static OperationPart? FirstPartOf(PreparedRequest prepared) =>
        prepared.Kind == OperationKind.Query && prepared.Operation!.IsIncremental
            && prepared.Snapshot!.Parts.GetOrDerive(prepared.Operation, prepared.Variables) is { Parts.IsEmpty: false } first ? first : null;
}
