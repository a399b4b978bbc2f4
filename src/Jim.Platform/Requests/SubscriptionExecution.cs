using System.Diagnostics;
using Jim.Platform.Schemas;
using Jim.Platform.Subscriptions;
using Jim.Postgres.Running;

namespace Jim.Platform.Requests;

/// <summary>
/// Subscribe (spec 6.2.3): the answers of a live query, the present one first. Its source stream is the changes of what it reads;
/// MapSourceToResponseEvent (spec 6.2.3.2) runs the query again.
/// </summary>
public sealed class SubscriptionExecution(
    SchemaOwner schemas, RequestPreparer preparer, QueryExecution queries, LiveQueries live, DatabaseTime time, OutdatedSchema outdated,
    RequestGuard guard)
{
    public IAsyncEnumerable<GraphQLResponse> RunAsync(OperationInput input, CancellationToken cancellationToken) =>
        live.SubscribeAsync(() => Prepare(input), cancellationToken);

    /// <summary>The subscription on the present schema: as it was prepared, or prepared again where the schema has changed.</summary>
    private LivePreparation Prepare(OperationInput first)
    {
        try
        {
            var snapshot = schemas.Current;
            if (snapshot == first.Snapshot)
            {
                return Plan(first);
            }

            return preparer.PrepareAgain(first, snapshot) switch
            {
                RefusedRequest refused => new LiveRefusal(refused.Answer.Errors),
                PreparedOperation again => Plan(again.Input),
                var other => throw new UnreachableException(other.GetType().Name),
            };
        }
        catch (GraphQLException e)
        {
            return new LiveRefusal(e.Errors);
        }
    }

    private LivePreparation Plan(OperationInput input)
    {
        var planned = PlannedQuery.Build(input);
        return planned.CanBeLive
            ? new LiveQuery(
                input.Snapshot.Version, Convert.ToHexStringLower(planned.ComputeCacheKey()), planned.Reads,
                stop => RunAsync(planned, stop))
            {
                User = input.Caller.ShareKey, FindWait = () => time.FindWait(input.Caller.ShareKey),
            }
            : new LiveRefusal([RequestErrors.Untracked(planned.Untracked!).Error]);
    }

    /// <summary>
    /// The answer of the present moment. Where the schema turns out to be outdated, an error that is no answer: a moment later the live
    /// query is prepared again.
    /// </summary>
    private async Task<GraphQLResponse> RunAsync(PlannedQuery planned, CancellationToken stop)
    {
        var answer = await RunOnceAsync(planned, stop);
        if (!await outdated.IsConfirmedAsync(planned.Input.Snapshot, answer.Errors, stop))
        {
            return await outdated.SettleAsync(planned.Input.Snapshot, answer, stop);
        }

        answer.Dispose();
        return GraphQLResponse.Refused(ResponseOutcome.Invalid, RunErrors.SchemaChanged());
    }

    private async Task<GraphQLResponse> RunOnceAsync(PlannedQuery planned, CancellationToken stop)
    {
        try
        {
            return await queries.RunAsync(planned, useCache: false, stop);
        }
        catch (Exception e) when (guard.Answer(e, stop) is { } answer)
        {
            return answer;
        }
    }
}
