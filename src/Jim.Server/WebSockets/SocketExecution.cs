using Jim.GraphQL.Errors;
using Jim.Platform.Protocol;
using Jim.Platform.Requests;
using Jim.Postgres.Rights;

namespace Jim.Server.WebSockets;

/// <summary>The messages of an operation of a socket: reads the request, has it prepared and run, and ends with one last message.</summary>
public sealed class SocketExecution(RequestExecutor executor)
{
    /// <inheritdoc cref="SocketOperationRun"/>
    public async IAsyncEnumerable<OutgoingMessage> RunAsync(SocketOperation operation, Caller caller)
    {
        if (Read(operation, out var malformed) is not { } request)
        {
            yield return OutgoingMessage.Error(operation.Id, malformed!);
            yield break;
        }

        var prepared = await executor.PrepareAsync(request, caller, operation.Stopped);
        if (prepared is RefusedRequest refused)
        {
            yield return OutgoingMessage.Error(operation.Id, refused.Answer);
            yield break;
        }

        if (prepared is PreparedMutation && !operation.TryReach(SocketOperationStage.Writing))
        {
            yield break;
        }

        await foreach (var response in executor.StreamAsync((PreparedOperation)prepared, operation.Stopped))
        {
            if (prepared is PreparedSubscription && !response.HasData)
            {
                yield return OutgoingMessage.Error(operation.Id, response);
                yield break;
            }

            if (prepared is PreparedQuery)
            {
                operation.TryReach(SocketOperationStage.Answering);
            }

            yield return OutgoingMessage.Next(operation.Id, response);
        }

        yield return OutgoingMessage.Complete(operation.Id);
    }

    private static GraphQLRequest? Read(SocketOperation operation, out GraphQLResponse? malformed)
    {
        try
        {
            malformed = null;
            return GraphQLRequestReader.Read(operation.Payload.Span) with { IsRestarted = operation.IsRestarted };
        }
        catch (GraphQLException e)
        {
            malformed = GraphQLResponse.Refused(ResponseOutcome.Malformed, e.Errors);
            return null;
        }
    }
}
