using System.Net.WebSockets;
using Jim.Platform.Protocol;
using Jim.Platform.Requests;
using Microsoft.AspNetCore.Connections;

namespace Jim.Server.Http;

/// <summary>
/// Around every route: no exception reaches the HTTP server, which would answer without a body and log the exception's message, with the
/// database's address in it. What a route does not answer itself is answered here, by the same table as an operation's faults.
/// </summary>
public static class FaultBoundary
{
    public static void UseFaultBoundary(this IApplicationBuilder app)
    {
        var guard = app.ApplicationServices.GetRequiredService<RequestGuard>();
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception fault)
            {
                await AnswerAsync(context, guard, fault);
            }
        });
    }

    private static async Task AnswerAsync(HttpContext context, RequestGuard guard, Exception fault)
    {
        var answer = IsClientsFault(context, fault) ? RefuseHttp(fault) : guard.Answer(fault, context.RequestAborted);
        if (answer is null || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            // A part of an answer must not pass for the whole.
            context.Abort();
            return;
        }

        try
        {
            context.Response.Clear();
            context.Response.Headers.Connection = "close"; // What is left of the body is not read.
            context.Response.Headers.CacheControl = "no-store";
            await HttpResponses.WriteAsync(context, answer, ResponseFormat.GraphQLResponse);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ConnectionResetException)
        {
            context.Abort();
        }
    }

    /// <summary>The client broke HTTP, or has left: nothing that the operator could mend, so nothing is logged.</summary>
    private static bool IsClientsFault(HttpContext context, Exception fault) =>
        fault is BadHttpRequestException or ConnectionAbortedException or ConnectionResetException
        || (context.RequestAborted.IsCancellationRequested
            && fault is IOException or OperationCanceledException or WebSocketException or ObjectDisposedException);

    private static GraphQLResponse? RefuseHttp(Exception fault) => fault switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            GraphQLResponse.Refused(ErrorTable.BodyTooLarge.Create("The body is larger than allowed.")),
        BadHttpRequestException => GraphQLResponse.Refused(
            ErrorTable.HttpInvalid.Create("The request does not follow HTTP, or its body ended before its length was reached.")),
        _ => null,
    };
}
