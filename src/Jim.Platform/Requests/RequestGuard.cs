using Jim.GraphQL.Json;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Requests;

/// <summary>
/// Turns an exception of any step into the answer of its request. Faults of the outside world have a code and may be retried; a fault of
/// Jim's own is logged, and its client is told only the id under which it stands in the log.
/// </summary>
public sealed partial class RequestGuard(RequestOptions options, ILogger<RequestGuard> logger)
{
    /// <summary>The answer, or null when the client has left and nobody waits for one.</summary>
    /// <param name="fault">What was thrown.</param>
    /// <param name="client">Is cancelled when the client leaves.</param>
    public GraphQLResponse? Answer(Exception fault, CancellationToken client)
    {
        switch (fault)
        {
            case OperationCanceledException when client.IsCancellationRequested:
                return null;
            case OperationCanceledException:
                return GraphQLResponse.Refused(RequestErrors.Timeout(options.OperationTime));
            case OverloadedException or DatabaseUnavailableException:
                return RefuseByCode(((GraphQLException)fault).Errors[0]);
            case GraphQLException refused:
                return GraphQLResponse.Refused(ResponseOutcome.Invalid, refused.Errors);
            case ResponseTooLargeException large:
                return GraphQLResponse.Refused(RequestErrors.ResponseTooLarge(large.BytesMax));
            case Exception lost when PostgresFailure.IsUnavailable(lost):
                return RefuseByCode(RunErrors.Unavailable());
            default:
                return GraphQLResponse.Refused(RequestErrors.Unexpected(Report(fault)));
        }
    }

    /// <summary>Logs a fault that no client may see. Answers the id under which the log has it, which the client is told.</summary>
    public string Report(Exception fault)
    {
        var id = Guid.NewGuid().ToString("N");
        Log.RequestFailed(logger, id, fault.GetType().Name, fault.StackTrace);
        return id;
    }

    private static GraphQLResponse RefuseByCode(GraphQLError error) =>
        GraphQLResponse.Refused(ErrorTable.FindOutcome(error) ?? ResponseOutcome.Failed, error);

    private static partial class Log
    {
        // Only type and stack: the message of an exception may contain text of the database or a value that a user sent.
        [LoggerMessage(LogEvents.RequestFailed, LogLevel.Error, "Request {RequestId} failed: {Fault}\n{Stack}")]
        public static partial void RequestFailed(ILogger logger, string requestId, string fault, string? stack);
    }
}
