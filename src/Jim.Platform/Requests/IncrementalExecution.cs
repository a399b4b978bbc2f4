using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Responses;
using Jim.Postgres.Planning;
using Jim.Postgres.Running;

namespace Jim.Platform.Requests;

/// <summary>
/// Runs a query in parts (<c>@defer</c>, <c>@stream</c>): one statement for each part, all in one MVCC snapshot. So the first result costs
/// only what it shows, and the parts that follow show the same state of the data.
/// </summary>
public sealed class IncrementalExecution(PostgresPools pools, OutdatedSchema outdated, RequestGuard guard, RequestOptions options)
{
    /// <summary>The result of the first part, and those of the parts that follow it.</summary>
    public async IAsyncEnumerable<GraphQLResponse> RunAsync(
        PreparedQuery query, OperationPart first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.OperationTime);

        // Results wait here for the client, so that one that reads slowly does not hold a connection to the database.
        var results = Channel.CreateBounded<GraphQLResponse>(
            new BoundedChannelOptions(OperationSplitter.PartsMax + 2) { SingleReader = true });
        var running = RunAllAsync(query, first, results.Writer, deadline.Token, cancellationToken);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(CancellationToken.None))
            {
                yield return result;
            }
        }
        finally
        {
            await deadline.CancelAsync();
            await running;
            while (results.Reader.TryRead(out var unread))
            {
                unread.Dispose();
            }
        }
    }

    private async Task RunAllAsync(
        PreparedQuery query, OperationPart first, ChannelWriter<GraphQLResponse> results, CancellationToken deadline,
        CancellationToken client)
    {
        var (input, answer, begun) = (query.Input, new IncrementalAnswer(), false);
        try
        {
            await using var reads = new RepeatableReads(
                pools, input.Caller, input.ExecutionOptions.ErrorHandling, [.. FindColumns(input, first).Distinct()]);
            var response = await RunPartAsync(first);
            var batch = response.Outcome == ResponseOutcome.Executed ? answer.Begin(first, response.DataMemory) : null;
            begun = batch is not null;
            await results.WriteAsync(response with { Batch = batch, PersistedHash = query.Result.PersistedHash }, client);
            while (answer.TryNext(out var part))
            {
                using var more = await RunPartAsync(part);
                await results.WriteAsync(Later(answer.Complete(more.DataMemory, more.Errors)), client);
            }

            Task<GraphQLResponse> RunPartAsync(OperationPart part)
            {
                var planned = PlannedQuery.Build(input.ForPart(part));
                return QueryExecution.RunPlanAsync(
                    planned, (plan, stop) => reads.RunAsync(plan, input.Variables, planned.Reads.Tables, stop), deadline);
            }
        }
        catch (Exception e) when (guard.Answer(e, client) is { } refused)
        {
            results.TryWrite(
                begun ? Later(answer.Fail((await outdated.SettleAsync(input.Snapshot, refused, deadline)).Errors)) : refused);
        }
        catch (OperationCanceledException)
        {
            // The client has left, so no answer is sent.
        }
        finally
        {
            results.TryComplete();
        }
    }

    /// <summary>The columns of a part and of all that follow it.</summary>
    private static IEnumerable<ColumnUse> FindColumns(OperationInput input, OperationPart part)
    {
        var own = PlannedQuery.Build(input.ForPart(part)).Plan?.Columns ?? [];
        return own.Concat(part.Parts.SelectMany(following => FindColumns(input, following)));
    }

    private static GraphQLResponse Later(IncrementalBatch batch) => new() { Outcome = ResponseOutcome.Executed, Batch = batch };
}
