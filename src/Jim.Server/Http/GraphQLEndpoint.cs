using System.Diagnostics;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Validation;
using Jim.Platform.Files;
using Jim.Platform.Identity;
using Jim.Platform.Protocol;
using Jim.Platform.Requests;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;

namespace Jim.Server.Http;

/// <summary>
/// GraphQL over HTTP at <c>/graphql</c>: POST with a body of JSON or multipart, which may be a batch, and GET of queries. Answers are
/// written in the format that the client prefers: as one document, or as a stream of results.
/// </summary>
public sealed class GraphQLEndpoint(
    RequestExecutor executor, CallerReader callers, UploadFormReader forms, UploadAdmission admission, OpenStreams open,
    SchemaAccess access, GraphQLEndpointOptions options)
{
    /// <summary>Answers a POST. What is wrong with a request is answered too; nothing is thrown for it.</summary>
    public async Task PostAsync(HttpContext context)
    {
        var accept = AcceptHeader.Parse(context.Request.Headers.Accept);
        if (await callers.ReadAsync(context) is not { } caller || await RefuseAcceptAsync(context, accept))
        {
            return;
        }

        var call = new Call(context, caller, accept);
        try
        {
            switch (ReadMediaType(context.Request))
            {
                case "application/json" or "application/graphql-response+json":
                    await RunAsync(call, await ReadJsonAsync(context), form: null);
                    break;
                case "multipart/form-data" when !HasPreflight(context.Request):
                    await RefuseAsync(call, TransportErrors.PreflightNeeded());
                    break;
                case "multipart/form-data":
                    await using (var form = await forms.ReadAsync(context))
                    {
                        await RunAsync(call, form.Requests, form);
                    }

                    break;
                default:
                    await RefuseAsync(call, TransportErrors.UnknownContentType());
                    break;
            }
        }
        catch (RequestRefusedException refused)
        {
            // The rest of the body is not read, so the connection cannot carry another request.
            context.Response.Headers.Connection = "close";
            await RefuseAsync(call, refused.Outcome, [.. refused.Errors]);
        }
        catch (GraphQLException e)
        {
            await RefuseAsync(call, ResponseOutcome.Malformed, [.. e.Errors]);
        }
    }

    /// <summary>
    /// Answers a query in the address. Outside development it needs a header that a browser sends to another origin only after a preflight,
    /// so that no other page can make a browser send it (CSRF).
    /// </summary>
    public async Task GetAsync(HttpContext context)
    {
        var accept = AcceptHeader.Parse(context.Request.Headers.Accept);
        if (await callers.ReadAsync(context) is not { } caller || await RefuseAcceptAsync(context, accept))
        {
            return;
        }

        var call = new Call(context, caller, accept);
        if (options.GetNeedsPreflight && !HasPreflight(context.Request))
        {
            await RefuseAsync(call, TransportErrors.PreflightNeeded());
            return;
        }

        try
        {
            await RunAsync(call, new GraphQLRequests([GetRequestReader.Read(context.Request.Query)], IsBatch: false), form: null);
        }
        catch (GraphQLException e)
        {
            await RefuseAsync(call, ResponseOutcome.Malformed, [.. e.Errors]);
        }
    }

    private async Task RunAsync(Call call, GraphQLRequests requests, UploadForm? form)
    {
        var cancel = call.Context.RequestAborted;
        if (ExplainHeader.Refuse(call.Context.Request, access.Allows(call.Caller), requests, out var explain) is { } notExplained)
        {
            if (form is not null)
            {
                call.Context.Response.Headers.Connection = "close"; // The rest of the body is not read.
            }

            await RefuseAsync(call, notExplained);
            return;
        }

        var prepared = new List<PreparedRequest>(requests.Requests.Count);
        foreach (var request in requests.Requests)
        {
            var applied = PersistedRoute.Apply(call.Context, request) with
            {
                Explain = explain,
                IdempotencyKey = IdempotencyHeader.Read(call.Context.Request),
                Wait = WaitHeader.Read(call.Context.Request),
                ReadsPrimary = ReadHeader.AsksForPrimary(call.Context.Request),
            };
            prepared.Add(await executor.PrepareAsync(applied, call.Caller, cancel));
        }

        if (ReadCostHeader(call) == "validate" && prepared is [PreparedOperation only])
        {
            await AnswerAsync(call, GraphQLResponse.NotExecuted(), only.Result.Cost);
            return;
        }

        if (form is not null && await ReceiveAsync(call, prepared, form) is { } refusal)
        {
            await AnswerAsync(call, refusal);
            return;
        }

        if (requests.IsBatch)
        {
            await ResponseStream.WriteAsync(
                call.Context, executor.ExecuteBatchAsync(prepared, cancel), call.Caller, call.Accept.ForBatch());
        }
        else
        {
            await RunAsync(call, prepared[0]);
        }
    }

    /// <summary>
    /// Has the files arrive that the operations take and may take. The answer in place of all others, where that cannot be decided now.
    /// </summary>
    private async Task<GraphQLResponse?> ReceiveAsync(Call call, List<PreparedRequest> prepared, UploadForm form)
    {
        var context = call.Context;
        if (await admission.AdmitAsync(prepared, context.RequestAborted) is { } refusal)
        {
            context.Response.Headers.Connection = "close";
            return refusal;
        }

        form.RefuseByLength(context.Request.ContentLength, options.BodyBytesMax);
        if (form.IsNeeded)
        {
            // Finding the ends of parts, hashing and writing to the disk would hold up what else the threads of sockets are to read.
            await RoundRobinThreads.Shared.RunAsync(call.Caller.ShareKey, () => form.ReceiveAsync(context.RequestAborted));
        }
        else if (!await BodyReader.TryFinishAsync(context.Request, context.RequestAborted))
        {
            context.Response.Headers.Connection = "close";
        }

        return null;
    }

    private async Task RunAsync(Call call, PreparedRequest prepared)
    {
        switch (prepared)
        {
            case RefusedRequest refused:
                await AnswerAsync(call, refused.Answer);
                break;
            case PreparedOperation explained when explained.Request.Explain != ExplainMode.None:
                await ExecuteAsync(call, explained);
                break;
            case PreparedSubscription subscription when call.Accept.ForSubscription() is { } format:
                await StreamCountedAsync(call, subscription, format);
                break;
            case PreparedQuery { FirstPart: not null } query when call.Accept.ForParts() is { } format:
                await StreamAsync(call, query, format);
                break;
            case PreparedMutation when HttpMethods.IsGet(call.Context.Request.Method):
                await RefuseAsync(call, RequestErrors.MutationByGet());
                break;
            case PreparedSubscription:
                await RefuseAsync(call, RequestErrors.KindNotAllowed());
                break;
            case PreparedOperation operation:
                await ExecuteAsync(call, operation);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private async Task ExecuteAsync(Call call, PreparedOperation operation)
    {
        var told = ReadCostHeader(call) == "report" ? operation.Result.Cost : (OperationCost?)null;
        await AnswerAsync(call, await executor.ExecuteAsync(operation, call.Context.RequestAborted), told);
    }

    /// <summary>A subscription stays open as a socket does, and counts as one.</summary>
    private async Task StreamCountedAsync(Call call, PreparedSubscription subscription, AcceptedFormat format)
    {
        using var place = open.TryOpen(SourceNetwork.Find(call.Context.Connection.RemoteIpAddress), call.Caller.Subject);
        await (place is null ? RefuseAsync(call, TransportErrors.TooManyStreams()) : StreamAsync(call, subscription, format));
    }

    private Task StreamAsync(Call call, PreparedOperation operation, AcceptedFormat format) => ResponseStream.WriteAsync(
        call.Context, executor.StreamAsync(operation, call.Context.RequestAborted), call.Caller, format);

    /// <summary>Writes one answer in the format that the client prefers; in a format for streams as a stream with one result.</summary>
    private static Task AnswerAsync(Call call, GraphQLResponse response, OperationCost? cost = null) =>
        call.Accept.Formats[0] is { IsStream: true } format && !OutcomeStatus.For(response.Outcome).IsOfTransport
            ? ResponseStream.WriteAsync(call.Context, ResponseStream.Single(response), call.Caller, format)
            : HttpResponses.WriteAsync(call.Context, response, call.Accept.Formats[0].Format, cost);

    private async Task<GraphQLRequests> ReadJsonAsync(HttpContext context)
    {
        using var step = JimTelemetry.Start(SpanNames.Read);
        GraphQLRequests? requests = null;
        var inTime = await BodyReader.ReadAsync(
            context.Request.BodyReader, context.Request.ContentLength, options.BodyBytesMax,
            body => requests = GraphQLRequestReader.ReadAll(body, options.BatchMax), context.RequestAborted);
        return inTime
            ? requests!
            : throw new RequestRefusedException(RequestErrors.TooLarge(options.BodyBytesMax));
    }

    private static async ValueTask<bool> RefuseAcceptAsync(HttpContext context, AcceptHeader accept)
    {
        if (accept.Readable && accept.Formats.Length > 0)
        {
            return false;
        }

        var refusal = accept.Readable
            ? TransportErrors.NothingAcceptable()
            : TransportErrors.UnreadableAccept(context.Request.Headers.Accept.ToString());
        await HttpResponses.WriteAsync(context, GraphQLResponse.Refused(refusal), ResponseFormat.GraphQLResponse);
        return true;
    }

    private static Task RefuseAsync(Call call, RequestError error) => AnswerAsync(call, GraphQLResponse.Refused(error));

    private static Task RefuseAsync(Call call, ResponseOutcome outcome, params GraphQLError[] errors) =>
        AnswerAsync(call, GraphQLResponse.Refused(outcome, errors));

    private static string ReadCostHeader(Call call) => call.Context.Request.Headers["GraphQL-Cost"].ToString();

    private static string ReadMediaType(HttpRequest request)
    {
        var type = request.ContentType ?? string.Empty;
        var semicolon = type.IndexOf(';', StringComparison.Ordinal);
        return (semicolon < 0 ? type : type[..semicolon]).Trim().ToLowerInvariant();
    }

    private static bool HasPreflight(HttpRequest request) =>
        request.Headers.ContainsKey("GraphQL-Preflight") || request.Headers.ContainsKey("Apollo-Require-Preflight")
        || request.Headers.ContainsKey("X-Requested-With") || request.Headers.ContainsKey("X-Apollo-Operation-Name");

    /// <summary>A request with its caller and the formats that the client takes.</summary>
    private sealed record Call(HttpContext Context, Caller Caller, AcceptHeader Accept);
}
