using Jim.GraphQL;
using Jim.GraphQL.Language;
using Jim.Platform.Requests;
using Jim.Postgres.Rights;
using Jim.Server.Sse;

namespace Jim.Server.Http;

/// <summary>GraphQL over HTTP at <c>/graphql</c>: POST of JSON or multipart, GET of queries and of the schema; streams as SSE.</summary>
public sealed class GraphQLEndpoint(RequestExecutor executor, CallerReader callers, UploadFormReader forms, GraphQLEndpointOptions options)
{
    public async Task PostAsync(HttpContext context)
    {
        var accept = AcceptHeader.Parse(context.Request.Headers.Accept);
        if (await callers.ReadAsync(context) is not { } caller || await RefusedAcceptAsync(context, accept))
        {
            return;
        }

        var format = accept.Formats[0];
        try
        {
            switch (MediaTypeOf(context.Request))
            {
                case "application/json" or "application/graphql-response+json":
                    await RunAsync(context, await ReadJsonAsync(context), caller, accept);
                    break;
                case "multipart/form-data" when !HasPreflight(context.Request):
                    await RefuseAsync(context, format, ResponseOutcome.Malformed, TransportErrors.PreflightNeeded());
                    break;
                case "multipart/form-data":
                    await using (var form = await forms.ReadAsync(context))
                    {
                        await RunAsync(context, form.Request, caller, accept, form: form);
                    }

                    break;
                default:
                    await RefuseAsync(context, format, ResponseOutcome.UnsupportedMedia, TransportErrors.UnknownContentType());
                    break;
            }
        }
        catch (RequestRefusedException refused)
        {
            // What the client still sends is not read: a kept connection would end under its next request.
            context.Response.Headers.Connection = "close";
            await RefuseAsync(context, format, refused.Outcome, [.. refused.Errors]);
        }
        catch (GraphQLException e)
        {
            await RefuseAsync(context, format, ResponseOutcome.Malformed, [.. e.Errors]);
        }
    }

    /// <summary>A query in the address. Outside development it needs the preflight header (design: limits).</summary>
    public async Task GetAsync(HttpContext context)
    {
        var accept = AcceptHeader.Parse(context.Request.Headers.Accept);
        if (await callers.ReadAsync(context) is not { } caller || await RefusedAcceptAsync(context, accept))
        {
            return;
        }

        if (options.GetNeedsPreflight && !HasPreflight(context.Request))
        {
            await RefuseAsync(context, accept.Formats[0], ResponseOutcome.Malformed, TransportErrors.PreflightNeeded());
            return;
        }

        try
        {
            await RunAsync(context, GetRequestReader.Read(context.Request.Query), caller, accept, queriesOnly: true);
        }
        catch (GraphQLException e)
        {
            await RefuseAsync(context, accept.Formats[0], ResponseOutcome.Malformed, [.. e.Errors]);
        }
    }

    private async Task RunAsync(HttpContext context, GraphQLRequest request, Caller caller, AcceptHeader accept, bool queriesOnly = false, UploadForm? form = null)
    {
        var prepared = await executor.PrepareAsync(request, caller, context.RequestAborted);
        if (prepared.Refusal is { } refusal)
        {
            await AnswerAsync(context, refusal, accept.Formats[0], caller);
            return;
        }

        if (form is not null)
        {
            await form.ReceiveAsync(context.RequestAborted);
        }

        var stream = prepared.Kind == OperationKind.Subscription ? accept.ForStream() : null;
        if ((queriesOnly && prepared.Kind == OperationKind.Mutation) || (prepared.Kind == OperationKind.Subscription && stream is null))
        {
            await RefuseAsync(context, accept.Formats[0], ResponseOutcome.KindNotAllowed, RequestErrors.KindNotAllowed());
        }
        else if (prepared.Kind == OperationKind.Subscription)
        {
            await EventStream.WriteAsync(context, executor.SubscribeAsync(prepared, context.RequestAborted), caller);
        }
        else
        {
            var told = context.Request.Headers["GraphQL-Cost"] == "report" ? prepared.Cost : (double?)null;
            await AnswerAsync(context, await executor.ExecuteAsync(prepared, context.RequestAborted), accept.Formats[0], caller, told);
        }
    }

    /// <summary>One answer, in the format that the client likes best; as a stream of one where that is server-sent events.</summary>
    private static Task AnswerAsync(HttpContext context, GraphQLResponse response, ResponseFormat format, Caller caller, double? told = null) =>
        format == ResponseFormat.EventStream
            ? EventStream.WriteAsync(context, EventStream.Single(response), caller)
            : HttpResponses.WriteAsync(context, response, format, told);

    private async Task<GraphQLRequest> ReadJsonAsync(HttpContext context)
    {
        GraphQLRequest? request = null;
        var inTime = await BodyReader.ReadAsync(
            context.Request.BodyReader, context.Request.ContentLength, options.BodyBytesMax,
            body => request = GraphQLRequestReader.Read(body), context.RequestAborted);
        return inTime ? request! : throw new RequestRefusedException(ResponseOutcome.TooLarge, RequestErrors.TooLarge(options.BodyBytesMax));
    }

    private static async ValueTask<bool> RefusedAcceptAsync(HttpContext context, AcceptHeader accept)
    {
        if (accept.Readable && accept.Formats.Length > 0)
        {
            return false;
        }

        context.Response.StatusCode = accept.Readable ? StatusCodes.Status406NotAcceptable : StatusCodes.Status400BadRequest;
        var error = accept.Readable ? TransportErrors.NothingAcceptable() : TransportErrors.UnreadableAccept(context.Request.Headers.Accept.ToString());
        var status = context.Response.StatusCode;
        context.Response.OnStarting(() =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await HttpResponses.WriteAsync(context, GraphQLResponse.Refused(ResponseOutcome.Malformed, error), ResponseFormat.GraphQLResponse);
        return true;
    }

    private static Task RefuseAsync(HttpContext context, ResponseFormat format, ResponseOutcome outcome, params Jim.GraphQL.Errors.GraphQLError[] errors) =>
        HttpResponses.WriteAsync(context, GraphQLResponse.Refused(outcome, errors), format);

    private static string MediaTypeOf(HttpRequest request)
    {
        var type = request.ContentType ?? string.Empty;
        var semicolon = type.IndexOf(';', StringComparison.Ordinal);
        return (semicolon < 0 ? type : type[..semicolon]).Trim().ToLowerInvariant();
    }

    private static bool HasPreflight(HttpRequest request) =>
        request.Headers.ContainsKey("GraphQL-Preflight") || request.Headers.ContainsKey("Apollo-Require-Preflight")
        || request.Headers.ContainsKey("X-Requested-With") || request.Headers.ContainsKey("X-Apollo-Operation-Name");
}
