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
    /// <summary>Enough for what usually stands around the data: the cursor, the cost.</summary>
    private const int AroundDataBytes = 512;

    /// <summary>Writes and disposes <paramref name="response"/>; in a format of streams as JSON, for what HTTP itself refuses.</summary>
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

            if (response.Outcome is ResponseOutcome.Unavailable or ResponseOutcome.TooManyRequests)
            {
                http.Headers.RetryAfter = FindRetryAfter(response.Errors).ToString(CultureInfo.InvariantCulture);
            }

            if (response.Outcome == ResponseOutcome.MethodNotAllowed)
            {
                http.Headers.Allow = HttpMethods.Post; // RFC 9110, 15.5.6
            }

            if (response.Outcome == ResponseOutcome.NotPersisted)
            {
                http.Headers.CacheControl = "no-store"; // The next answer to this address is another.
            }

            await WriteBodyAsync(http, response, cost, context.RequestAborted);
        }
    }

    /// <summary>
    /// The data is copied once, from the buffer in which it was made to the one that the socket is sent from. What stands around it is
    /// written before, because an answer whose length is not known would be sent in chunks.
    /// </summary>
    private static async Task WriteBodyAsync(
        HttpResponse http, GraphQLResponse response, OperationCost? cost, CancellationToken cancellationToken)
    {
        using var around = new JsonBuffer(AroundDataBytes, int.MaxValue);
        var split = response.WriteAround(around, cost);
        http.ContentLength = around.Length + response.MapData.Length;

        // Before the start Kestrel holds what is written in buffers of its own, and copies it behind the headers later.
        await http.StartAsync(cancellationToken);
        http.BodyWriter.Write(around.WrittenSpan[..split]);
        http.BodyWriter.Write(response.MapData.Span);
        http.BodyWriter.Write(around.WrittenSpan[split..]);
        await http.BodyWriter.FlushAsync(cancellationToken);
    }

    private static int FindRetryAfter(IReadOnlyList<GraphQLError> errors) => errors
        .SelectMany(e => e.Extensions).Where(x => x.Key == "retryAfter").Select(x => x.Value as int?).FirstOrDefault() ?? 2;
}
