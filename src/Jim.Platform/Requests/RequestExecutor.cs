using System.Diagnostics;
using System.Runtime.CompilerServices;
using Jim.GraphQL.Operations;
using Jim.Postgres.Rights;
using Jim.Postgres.Running.Replicas;

namespace Jim.Platform.Requests;

/// <summary>
/// ExecuteRequest (spec 6.1), and all steps of every request in one place. A transport reads it (<see cref="GraphQLRequestReader"/>), has
/// it prepared (<see cref="RequestPreparer"/>) and run here, and writes each answer (<see cref="GraphQLResponse.Write"/>). Running a query
/// plans it first (<see cref="PlannedQuery"/>). What goes wrong on the way is an answer too: no step throws at a transport.
/// </summary>
public sealed class RequestExecutor(
    RequestPreparer preparer, QueryExecution queries, IncrementalExecution incremental, MutationExecution mutations, MutationQueue queue,
    OrderedMutations ordered, SubscriptionExecution subscriptions, OperationExplanation explanation, OutdatedSchema outdated,
    RequestGuard guard, RequestOptions options, ReplicaReads? replicas = null)
{
    /// <summary>The step "prepare"; whatever is wrong with the request comes back as <see cref="RefusedRequest"/>.</summary>
    public ValueTask<PreparedRequest> PrepareAsync(GraphQLRequest request, Caller caller, CancellationToken cancellationToken) =>
        OperationTelemetry.CountRefusedAsync(preparer.PrepareAsync(request, caller, cancellationToken));

    /// <summary>The steps "plan" and "run" of a query or a mutation, to its one answer, within the time of an operation.</summary>
    public async Task<GraphQLResponse> ExecuteAsync(PreparedOperation prepared, CancellationToken cancellationToken)
    {
        using var telemetry = OperationTelemetry.Start(prepared);
        using var deadline = new CancellationTokenSource(options.OperationTime);

        // Npgsql cancels a statement by blocking calls. That a client left is noticed on a thread of the sockets, and one that is blocked
        // there stops the answers of other clients (seen: no answer for two seconds when a load ended). So the pool does the cancelling.
        await using var leaving = cancellationToken.UnsafeRegister(
            static state => _ = ((CancellationTokenSource)state!).CancelAsync(), deadline);
        try
        {
            var response = await RunAsync(prepared, deadline.Token);
            telemetry?.Answer(response);
            return prepared.Result.PersistedHash is { } hash ? response with { PersistedHash = hash } : response;
        }
        catch (Exception e) when (guard.Answer(e, cancellationToken) is { } answer)
        {
            telemetry?.Answer(answer);
            return answer;
        }
        finally
        {
            if (prepared is PreparedMutation)
            {
                // Whatever became of it: its user's next query is read where all of it is.
                replicas?.Floors.Note(prepared.Input.Caller.ShareKey);
            }
        }
    }

    /// <summary>
    /// All answers of an operation that may have several: those of a subscription, the parts of a query's answer; else the one.
    /// </summary>
    public IAsyncEnumerable<GraphQLResponse> StreamAsync(PreparedOperation prepared, CancellationToken cancellationToken) => prepared switch
    {
        PreparedSubscription subscription =>
            OperationTelemetry.Follow(
                prepared, NoteTold(subscription.Input, subscriptions.RunAsync(subscription.Input, cancellationToken))),
        PreparedQuery { FirstPart: { } first } query =>
            OperationTelemetry.Follow(prepared, StreamPartsAsync(query, first, cancellationToken)),
        PreparedQuery or PreparedMutation => ExecuteBatchAsync([prepared], cancellationToken),
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// The answers of a batch in its order, each as soon as it is there: one operation after another, so that each sees what those before
    /// it wrote.
    /// </summary>
    public async IAsyncEnumerable<GraphQLResponse> ExecuteBatchAsync(
        IReadOnlyList<PreparedRequest> batch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var prepared in batch)
        {
            var response = prepared switch
            {
                RefusedRequest refused => refused.Answer,
                PreparedOperation operation => await ExecuteAsync(operation, cancellationToken),
                _ => throw new UnreachableException(),
            };
            yield return response with
            {
                RequestIndex = prepared.Request.RequestIndex,
                VariableIndex = prepared.Request.VariableIndex,
            };
        }
    }

    /// <summary>Runs the operation; once more where its schema turns out to be outdated and nothing was written.</summary>
    private async Task<GraphQLResponse> RunAsync(PreparedOperation prepared, CancellationToken cancellationToken)
    {
        var (answer, failure) = await TryAsync(prepared, cancellationToken);
        if (answer is { HasEffect: true }
            || await outdated.PrepareAgainAsync(prepared.Input, answer?.Errors ?? failure!.Errors, cancellationToken) is not { } again)
        {
            return await SettleAsync(prepared.Input, answer, failure, cancellationToken);
        }

        answer?.Dispose();
        if (again is RefusedRequest refused)
        {
            return refused.Answer;
        }

        var operation = (PreparedOperation)again;
        (answer, failure) = await TryAsync(operation, cancellationToken);
        return await SettleAsync(operation.Input, answer, failure, cancellationToken);
    }

    /// <summary>One run: its answer, or in place of one a refusal that may come of an outdated schema.</summary>
    private async Task<(GraphQLResponse? Answer, GraphQLException? Failure)> TryAsync(
        PreparedOperation prepared, CancellationToken cancellationToken)
    {
        try
        {
            return (await RunOnceAsync(prepared, cancellationToken), null);
        }
        catch (GraphQLException refused) when (prepared is PreparedQuery && OutdatedSchema.IsSuspectedBy(refused.Errors))
        {
            return (null, refused);
        }
    }

    private ValueTask<GraphQLResponse> SettleAsync(
        OperationInput input, GraphQLResponse? answer, GraphQLException? failure, CancellationToken cancellationToken) =>
        outdated.SettleAsync(input.Snapshot, answer ?? guard.Answer(failure!, cancellationToken)!, cancellationToken);

    /// <summary>
    /// The parts of an answer; where the schema turns out to be outdated before anything was sent, those on the present one.
    /// </summary>
    private async IAsyncEnumerable<GraphQLResponse> StreamPartsAsync(
        PreparedQuery query, OperationPart first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PreparedRequest? again = null;
        var isFirst = true;
        await foreach (var answer in incremental.RunAsync(query, first, cancellationToken))
        {
            again = isFirst ? await outdated.PrepareAgainAsync(query.Input, answer.Errors, cancellationToken) : null;
            if (again is not null)
            {
                answer.Dispose();
                break;
            }

            isFirst = false;
            yield return await outdated.SettleAsync(query.Input.Snapshot, answer, cancellationToken);
        }

        var answers = again switch
        {
            null => AsyncEnumerable.Empty<GraphQLResponse>(),
            PreparedQuery { FirstPart: { } part } incremented =>
                SettleAllAsync(incremented, incremental.RunAsync(incremented, part, cancellationToken), cancellationToken),
            _ => ExecuteBatchAsync([again], cancellationToken),
        };
        await foreach (var answer in answers.WithCancellation(cancellationToken))
        {
            yield return answer;
        }
    }

    private async IAsyncEnumerable<GraphQLResponse> SettleAllAsync(
        PreparedQuery query, IAsyncEnumerable<GraphQLResponse> answers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var answer in answers.WithCancellation(cancellationToken))
        {
            yield return await outdated.SettleAsync(query.Input.Snapshot, answer, cancellationToken);
        }
    }

    /// <summary>Whoever hears of a change and then sends a query must not get an answer from before it.</summary>
    private IAsyncEnumerable<GraphQLResponse> NoteTold(OperationInput input, IAsyncEnumerable<GraphQLResponse> answers)
    {
        return replicas is null ? answers : NoteAsync(replicas.Floors);

        async IAsyncEnumerable<GraphQLResponse> NoteAsync(
            ReadFloors floors, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (var answer in answers.WithCancellation(cancellationToken))
            {
                floors.Note(input.Caller.ShareKey);
                yield return answer;
            }
        }
    }

    private ReadSource FindSource(GraphQLRequest request) =>
        request.ReadsPrimary ? ReadSource.Primary
        : options.Cache ? ReadSource.Cache | ReadSource.Replica
        : ReadSource.Replica;

    private Task<GraphQLResponse> RunOnceAsync(PreparedOperation prepared, CancellationToken cancellationToken) => prepared switch
    {
        { Request.Explain: not ExplainMode.None } => explanation.RunAsync(prepared, cancellationToken),
        PreparedQuery query => queries.RunAsync(PlannedQuery.Build(query.Input), FindSource(query.Input.Request), cancellationToken),
        PreparedMutation { Queued: { } queued } mutation => queue.EnqueueAsync(mutation, queued, cancellationToken),
        PreparedMutation mutation when ordered.Takes(mutation) => ordered.RunAsync(mutation, cancellationToken),
        PreparedMutation mutation => mutations.RunAsync(mutation, cancellationToken),

        // A subscription has several answers, but a place in a batch has room for one.
        PreparedSubscription =>
            Task.FromResult(GraphQLResponse.Refused(RequestErrors.KindNotAllowed())),
        _ => throw new UnreachableException(),
    };
}
