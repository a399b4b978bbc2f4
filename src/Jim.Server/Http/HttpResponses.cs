using System.Buffers;
using System.Globalization;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Json;
using Jim.GraphQL.Validation;
using Jim.Platform.Protocol;
using Jim.Postgres.Diagnostics;

namespace Jim.Server.Http;

/// <summary>Writes single answers over HTTP with the status of their outcome (<see cref="OutcomeStatus"/>).</summary>
public static class HttpResponses
{
    /// <summary>
    /// First size of the buffer for what stands around the data (errors, cursor, cost); it grows where that is not enough.
    /// </summary>
    private const int AroundDataBytes = 512;

    /// <summary>
    /// Writes and disposes <paramref name="response"/>. A format for streams is written as <c>application/graphql-response+json</c>: only
    /// refusals that have an HTTP status of their own come here with one.
    /// </summary>
    /// <param name="cost">Reported in <c>extensions</c>; null: not.</param>
    public static async Task WriteAsync(HttpContext context, GraphQLResponse response, ResponseFormat format, OperationCost? cost = null)
    {
        using var step = JimTelemetry.Start(SpanNames.Write);
        using (response)
        {
            var http = context.Response;
            var status = OutcomeStatus.For(response.Outcome);
            http.StatusCode = format == ResponseFormat.Json ? status.LegacyStatus : status.Status;
            http.ContentType = format == ResponseFormat.Json
                ? "application/json; charset=utf-8"
                : "application/graphql-response+json; charset=utf-8";
            if (response.CacheHit is { } hit)
            {
                http.Headers["Cache-Status"] = hit ? "jim; hit" : "jim; fwd=miss";
            }

            if (response.IsReplay)
            {
                http.Headers[IdempotencyHeader.ReplayedName] = "true";
            }

            if (response.Outcome is ResponseOutcome.Unavailable or ResponseOutcome.TooManyRequests)
            {
                http.Headers.RetryAfter = FindRetryAfter(response.Errors).ToString(CultureInfo.InvariantCulture);
            }

            if (response.Outcome == ResponseOutcome.MethodNotAllowed)
            {
                http.Headers.Allow = HttpMethods.Post; // RFC 9110, 15.5.6
            }

            if (response.Outcome == ResponseOutcome.NotPersisted || HttpMethods.IsGet(context.Request.Method))
            {
                // The answer to a caller is nobody else's, and stale with the next write; a refusal may be gone with the next request, as
                // that of an operation that is registered by then. An explanation is no answer to the address.
                var isAnswer = response.Outcome == ResponseOutcome.Executed && response.Explanation.IsEmpty;
                CacheHeaders.Write(http, isAnswer ? "private, no-cache" : "no-store", byFormat: true);
            }

            await WriteBodyAsync(context, response, cost);
        }
    }

    /// <summary>
    /// The data is copied once, from the buffer in which it was made to the one that the socket is sent from. What stands around the data
    /// is written into a buffer first, because the length of the whole must be known: HTTP/1.1 sends an answer of unknown length in chunks.
    /// </summary>
    private static async Task WriteBodyAsync(HttpContext context, GraphQLResponse response, OperationCost? cost)
    {
        var (http, cancellationToken) = (context.Response, context.RequestAborted);
        using var around = new JsonBuffer(AroundDataBytes, int.MaxValue);
        var split = response.WriteAround(around, cost);
        long length = around.Length + response.MapData.Length;
        http.ContentLength = length;

        // Before the start Kestrel holds what is written in buffers of its own, and copies it behind the headers later.
        await http.StartAsync(cancellationToken);
        http.BodyWriter.Write(around.WrittenSpan[..split]);
        await PacedWriter.WriteAsync(context, response.MapData, cancellationToken);
        http.BodyWriter.Write(around.WrittenSpan[split..]);
        await PacedWriter.FlushAsync(context, length, cancellationToken);
    }

    /// <summary>In seconds, from the first error that says it; 2 where none does.</summary>
    private static int FindRetryAfter(IReadOnlyList<GraphQLError> errors) => errors
        .SelectMany(e => e.Extensions).Where(x => x.Key == "retryAfter").Select(x => x.Value as int?).FirstOrDefault() ?? 2;
}
