using Jim.GraphQL;
using Jim.GraphQL.Json;
using Jim.Platform.Protocol;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Requests;

/// <summary>
/// Turns what may happen to any request into its answer: the world's faults are coded and can be retried, our own are logged and told by an
/// id only.
/// </summary>
public sealed partial class RequestGuard(RequestOptions options, ILogger<RequestGuard> logger)
{
    /// <summary>Null: the client has left, nobody is to be answered.</summary>
    public GraphQLResponse? Answer(Exception fault, CancellationToken client)
    {
        switch (fault)
        {
            case OperationCanceledException when client.IsCancellationRequested:
                return null;
            case OperationCanceledException:
                return GraphQLResponse.Refused(ResponseOutcome.Failed, RequestErrors.Timeout(options.OperationTime));
            case OverloadedException or DatabaseUnavailableException:
                return GraphQLResponse.Refused(ResponseOutcome.Unavailable, ((GraphQLException)fault).Errors);
            case GraphQLException refused:
                return GraphQLResponse.Refused(ResponseOutcome.Invalid, refused.Errors);
            case ResponseTooLargeException large:
                return GraphQLResponse.Refused(ResponseOutcome.Failed, RequestErrors.ResponseTooLarge(large.BytesMax));
            case Exception lost when PostgresFailure.IsUnavailable(lost):
                return GraphQLResponse.Refused(ResponseOutcome.Unavailable, RunErrors.Unavailable());
            default:
                var id = Guid.NewGuid().ToString("N");
                Log.Failed(logger, id, fault.GetType().Name, fault.StackTrace);
                return GraphQLResponse.Refused(ResponseOutcome.Failed, RequestErrors.Unexpected(id));
        }
    }

    private static partial class Log
    {
        // Type and stack only: an exception's message may hold database text or a user's value.
        [LoggerMessage(
            LogEvents.RequestFailed, LogLevel.Error, "Request {RequestId} failed: {Fault}\n{Stack}",
            EventName = nameof(LogEvents.RequestFailed))]
        public static partial void Failed(ILogger logger, string requestId, string fault, string? stack);
    }
}
