using System.Globalization;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Json;
using Jim.GraphQL.Validation;
using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>
/// Writes single answers over HTTP with the status that their outcome and format call for (GraphQL over HTTP 6.4, HotChocolate's table).
/// </summary>
public static class HttpResponses
{
    /// <summary>Room for what stands around the data: the cursor, the cost.</summary>
    private const int BesideDataBytes = 512;

    /// <summary>Writes and disposes <paramref name="response"/>; in a format of streams as JSON, for what HTTP itself refuses.</summary>
    public static async Task WriteAsync(HttpContext context, GraphQLResponse response, ResponseFormat format, OperationCost? cost = null)
    {
        using (response)
        {
            var http = context.Response;
            http.StatusCode = StatusOf(response.Outcome, format);
            http.ContentType = format == ResponseFormat.Json
                ? "application/json; charset=utf-8"
                : "application/graphql-response+json; charset=utf-8";
            if (response.CacheHit is { } hit)
            {
                http.Headers["Cache-Status"] = hit ? "jim; hit" : "jim; fwd=miss";
            }

            if (response.Outcome is ResponseOutcome.Unavailable or ResponseOutcome.TooManyRequests)
            {
                http.Headers.RetryAfter = RetryAfterOf(response.Errors).ToString(CultureInfo.InvariantCulture);
            }

            if (response.Outcome == ResponseOutcome.NotPersisted)
            {
                http.Headers.CacheControl = "no-store"; // The next answer to this address is another.
            }

            // One stretch of known length goes out with its headers in one piece; written as it comes it would be sent in chunks.
            using var body = new JsonBuffer(response.DataBytes.Length + BesideDataBytes, int.MaxValue);
            GraphQLResponseWriter.Write(response, body, cost);
            http.ContentLength = body.Length;
            await http.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted);
        }
    }

    private static int StatusOf(ResponseOutcome outcome, ResponseFormat format) => outcome switch
    {
        ResponseOutcome.Queued => StatusCodes.Status202Accepted,
        ResponseOutcome.Malformed => StatusCodes.Status400BadRequest,
        ResponseOutcome.NotAcceptable => StatusCodes.Status406NotAcceptable,
        ResponseOutcome.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ResponseOutcome.UnsupportedMedia => StatusCodes.Status415UnsupportedMediaType,
        ResponseOutcome.Unauthorized => StatusCodes.Status401Unauthorized,
        ResponseOutcome.Forbidden => StatusCodes.Status403Forbidden,
        ResponseOutcome.NotFound => StatusCodes.Status404NotFound,
        ResponseOutcome.TooManyRequests => StatusCodes.Status429TooManyRequests,
        ResponseOutcome.Unavailable => StatusCodes.Status503ServiceUnavailable,
        ResponseOutcome.OutOfSpace => StatusCodes.Status507InsufficientStorage,
        _ when format == ResponseFormat.Json => StatusCodes.Status200OK,
        ResponseOutcome.Invalid => StatusCodes.Status400BadRequest,
        ResponseOutcome.KindNotAllowed => StatusCodes.Status405MethodNotAllowed,
        ResponseOutcome.Failed => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status200OK,
    };

    private static int RetryAfterOf(IReadOnlyList<GraphQLError> errors) => errors
        .SelectMany(e => e.Extensions).Where(x => x.Key == "retryAfter").Select(x => x.Value as int?).FirstOrDefault() ?? 2;
}
