using System.Diagnostics;
using System.IO.Hashing;
using Jim.GraphQL.Operations;
using Jim.Platform.Schemas;
using Jim.Platform.Subscriptions;
using Jim.Postgres.Changes;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Jim.Postgres.Schema;

namespace Jim.Platform.Requests;

/// <summary>
/// Subscribe (spec 6.2.3): the answers of a live query, the present one first, or the changes of a table's rows. The source stream is the
/// changes of what it reads; MapSourceToResponseEvent (spec 6.2.3.2) runs the query again, or reads the rows.
/// </summary>
public sealed class SubscriptionExecution(
    SchemaOwner schemas, RequestPreparer preparer, QueryExecution queries, LiveQueries live, PostgresPools pools, DatabaseTime time,
    OutdatedSchema outdated, RequestGuard guard)
{
    public IAsyncEnumerable<GraphQLResponse> RunAsync(OperationInput input, CancellationToken cancellationToken)
    {
        if (FindChanged(input) is not null)
        {
            return live.FollowAsync(() => Prepare(input), cancellationToken);
        }

        var answers = live.SubscribeAsync(() => Prepare(input), cancellationToken);
        return LiveDirective.AsksForPatches(input) ? LivePatches.TellAsync(answers, cancellationToken) : answers;
    }

    private static CollectedField? FindChanged(OperationInput input) =>
        input.RootFields.FirstOrDefault(field => field.Definition?.Binding is ChangedField);

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

    private LivePreparation Plan(OperationInput input) => FindChanged(input) is { } field ? PlanChanges(input, field) : PlanLive(input);

    /// <summary>A subscription has one root field.</summary>
    private LivePreparation PlanChanges(OperationInput input, CollectedField field)
    {
        var (snapshot, caller) = (input.Snapshot, input.Caller);
        RequestCursor.Read(input.Request, snapshot.Cursors);
        var plan = snapshot.Plans.Planner.PlanChanges(input.Operation, field, input.Variables);
        if (plan.FilterReads.FirstOrDefault(relation => !snapshot.IsTracked(relation)) is { } untracked)
        {
            return new LiveRefusal([RequestErrors.Untracked(untracked.ToString()).Error]);
        }

        var reads = plan.FilterReads.Aggregate(ReadSet.Nothing, (set, relation) => set.With(snapshot.Policies.Find(relation)));
        var binding = Convert.ToHexStringLower(QueryCacheKey.Compute(input, reads, snapshot.Policies.Fingerprint).AsSpan(0, 16));
        return new ChangeQuery(
            snapshot.Version, plan, reads, snapshot.Policies.FindRowUse(plan.Relation), binding, snapshot.Cursors,
            () => new ChangeReads(pools, plan, input.Variables, caller), e => guard.Answer(e, CancellationToken.None))
        {
            Cursor = RequestCursor.Find(input.Request),
            IsRestarted = input.Request.IsRestarted,
            ErrorHandling = input.ExecutionOptions.ErrorHandling,
            User = caller.ShareKey,
            FindWait = () => time.FindWait(caller.ShareKey),
        };
    }

    private LivePreparation PlanLive(OperationInput input)
    {
        var planned = PlannedQuery.Build(input);
        var known = input.Request.IsRestarted ? string.Empty : RequestCursor.FindMark(input.Request, input.Snapshot.Cursors);
        var operation = QueryCacheKey.Compute(input, ReadSet.Nothing, string.Empty);
        return planned.CanBeLive
            ? new LiveQuery(
                input.Snapshot.Version, Convert.ToHexStringLower(planned.ComputeCacheKey()), planned.Reads,
                async (isQuick, stop) => MarkAnswer(await RunAsync(planned, isQuick, stop), operation, input.Snapshot.Cursors))
            {
                Pins = planned.Pins,
                HasAnswer = answer => known.Length > 0 && answer.Errors.Count == 0 && known == ComputeMark(answer, operation),
                User = input.Caller.ShareKey, FindWait = () => time.FindWait(input.Caller.ShareKey),
            }
            : new LiveRefusal([RequestErrors.Untracked(planned.Untracked!).Error]);
    }

    /// <summary>
    /// Its cursor says which answer it is. So who goes on there is not sent the same once more, however much was written meanwhile.
    /// </summary>
    private static GraphQLResponse MarkAnswer(GraphQLResponse answer, byte[] operation, CursorTokens cursors) =>
        answer is { Errors.Count: 0, PgSnapshotText: { } read }
            ? answer with { Cursor = cursors.Encode(read, ComputeMark(answer, operation)) }
            : answer;

    private static string ComputeMark(GraphQLResponse answer, byte[] operation)
    {
        var hash = new XxHash128();
        hash.Append(operation);
        hash.Append(answer.DataBytes);
        return $"l{Convert.ToHexStringLower(hash.GetCurrentHash())}";
    }

    /// <summary>
    /// The answer of the present moment. Where the schema turns out to be outdated, an error that is no answer: a moment later the live
    /// query is prepared again.
    /// </summary>
    private async Task<GraphQLResponse> RunAsync(PlannedQuery planned, bool isQuick, CancellationToken stop)
    {
        var answer = await RunOnceAsync(planned, isQuick, stop);
        if (!await outdated.IsConfirmedAsync(planned.Input.Snapshot, answer.Errors, stop))
        {
            return await outdated.SettleAsync(planned.Input.Snapshot, answer, stop);
        }

        answer.Dispose();
        return GraphQLResponse.Refused(ResponseOutcome.Invalid, RunErrors.SchemaChanged());
    }

    private async Task<GraphQLResponse> RunOnceAsync(PlannedQuery planned, bool isQuick, CancellationToken stop)
    {
        try
        {
            return await queries.RunAsync(planned, isQuick ? ReadSource.SharedTrip : ReadSource.Primary, stop);
        }
        catch (Exception e) when (guard.Answer(e, stop) is { } answer)
        {
            return answer;
        }
    }
}
