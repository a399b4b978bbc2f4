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
            case StatementFailedException { IsUnexpected: true } failed:
                return GraphQLResponse.Refused(ResponseOutcome.Failed, Explain(failed));
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

    /// <summary>Logs why Postgres refused a statement; the error names the id under which the log tells it.</summary>
    public GraphQLError Explain(StatementFailedException failed)
    {
        var id = Guid.NewGuid().ToString("N");
        Log.StatementFailed(logger, id, failed.Cause.SqlState, failed.Cause.Routine, failed.Cause.TableName);
        return failed.Errors[0] with { Extensions = [.. failed.Errors[0].Extensions, new("requestId", id)] };
    }

    /// <summary>
    /// Runs a resolver that reaches the database. Its unexpected failures are logged, and its outages told as those of any statement.
    /// </summary>
    public async ValueTask<T> ResolveAsync<T>(Func<ValueTask<T>> resolve)
    {
        try
        {
            return await resolve();
        }
        catch (StatementFailedException failed) when (failed.IsUnexpected)
        {
            throw new GraphQLException(Explain(failed));
        }
        catch (Exception lost) when (lost is not GraphQLException && PostgresFailure.IsUnavailable(lost))
        {
            throw new GraphQLException(RunErrors.Unavailable());
        }
    }

    private static GraphQLResponse RefuseByCode(GraphQLError error) =>
        GraphQLResponse.Refused(ErrorTable.FindOutcome(error) ?? ResponseOutcome.Failed, error);

    private static partial class Log
    {
        // Only type and stack: the message of an exception may contain text of the database or a value that a user sent.
        [LoggerMessage(LogEvents.RequestFailed, LogLevel.Error, "Request {RequestId} failed: {Fault}\n{Stack}")]
        public static partial void RequestFailed(ILogger logger, string requestId, string fault, string? stack);

        // Neither message, detail nor context: they may hold stored values. Postgres' own log has them.
        [LoggerMessage(
            LogEvents.StatementFailed, LogLevel.Error,
            "Request {RequestId}: Postgres refused a statement with SQLSTATE {State} (reported by {Routine}, table {Table}).")]
        public static partial void StatementFailed(ILogger logger, string requestId, string state, string? routine, string? table);
    }
}
