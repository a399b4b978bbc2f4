using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Responses;
using Jim.Platform.Protocol;
using Jim.Postgres.Running;

namespace Jim.Platform.Requests;

/// <summary>
/// Runs a query in parts (<c>@defer</c>, <c>@stream</c>): a statement for each, all in one snapshot, so that the first result costs only
/// what it shows and what follows fits to it.
/// </summary>
public sealed class IncrementalExecution(PostgresPools pools, RequestGuard guard, RequestOptions options)
{
    /// <summary>The result of the first part, and those of the parts that follow it.</summary>
    public async IAsyncEnumerable<GraphQLResponse> RunAsync(
        PreparedRequest prepared, OperationPart first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.OperationTime);

        // Parts are run as fast as the database gives them and wait here: a client that reads slowly keeps no connection.
        var results = Channel.CreateBounded<GraphQLResponse>(
            new BoundedChannelOptions(OperationSplitter.PartsMax + 2) { SingleReader = true });
        var running = RunAllAsync(prepared, first, results.Writer, deadline.Token, cancellationToken);
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
        PreparedRequest prepared, OperationPart first, ChannelWriter<GraphQLResponse> results, CancellationToken deadline,
        CancellationToken client)
    {
        var answer = new IncrementalAnswer();
        var begun = false;
        try
        {
            await using var reads = new RepeatableReads(pools, prepared.Caller, prepared.ExecutionOptions.ErrorHandling);
            var response = await RunPartAsync(first);
            response.Batch = response.Outcome == ResponseOutcome.Executed ? answer.Begin(first, response.DataMemory) : null;
            response.PersistedHash = prepared.PersistedHash;
            begun = response.Batch is not null;
            await results.WriteAsync(response, client);
            while (answer.TryNext(out var part))
            {
                using var more = await RunPartAsync(part);
                await results.WriteAsync(Later(answer.Complete(more.DataMemory, more.Errors)), client);
            }

            Task<GraphQLResponse> RunPartAsync(OperationPart part) => QueryExecution.RunAsync(
                prepared with { Operation = part.Operation }, (plan, stop) => reads.RunAsync(plan, prepared.Variables, stop), deadline);
        }
        catch (Exception e) when (guard.Answer(e, client) is { } refused)
        {
            results.TryWrite(begun ? Later(answer.Fail(refused.Errors)) : refused);
        }
        catch (OperationCanceledException)
        {
            // The client has left; nobody is to be answered.
        }
        finally
        {
            results.TryComplete();
        }
    }

    private static GraphQLResponse Later(IncrementalBatch batch) => new() { Outcome = ResponseOutcome.Executed, Batch = batch };
}
