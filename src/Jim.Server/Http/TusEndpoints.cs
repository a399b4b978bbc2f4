using System.Globalization;
using Jim.GraphQL.Errors;
using Jim.Platform.Files;
using Jim.Platform.Files.Resumable;
using Jim.Platform.Protocol;
using Jim.Platform.Requests;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;

namespace Jim.Server.Http;

/// <summary>Resumable uploads by tus 1.0 at <c>/files/uploads</c>.</summary>
public sealed class TusEndpoints(ResumableUploads uploads, CallerReader callers, RequestPreparer preparer, FilesOptions options)
{
    /// <summary>tus' status for bytes that do not have their checksum.</summary>
    private const int ChecksumMismatch = 460;

    private readonly string _path = options.UploadsAddress.AbsolutePath;

    public Task DescribeAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        var headers = context.Response.Headers;
        headers[TusHeaders.Resumable] = headers["Tus-Version"] = TusHeaders.Version;
        headers["Tus-Extension"] = TusHeaders.Extensions;
        headers["Tus-Max-Size"] = options.SizeMax.ToString(CultureInfo.InvariantCulture);
        headers["Tus-Checksum-Algorithm"] = ChunkChecksum.Algorithms;
        return Task.CompletedTask;
    }

    /// <summary>Begins an upload, takes its first bytes where the request has some, or makes one of parts.</summary>
    public Task CreateAsync(HttpContext context) => AnswerAsync(context, async caller =>
    {
        if (await preparer.AdmitAsync(caller) is { } refusal)
        {
            throw refusal.ToException();
        }

        var (request, response) = (context.Request, context.Response);
        var metadata = new UploadMetadata(TusHeaders.Read(request, TusHeaders.Metadata) ?? string.Empty);
        var (kind, parts) = TusHeaders.ReadConcat(request);
        UploadRow row;
        if (kind == UploadKind.Final)
        {
            row = await uploads.ConcatenateAsync(parts, metadata, caller, context.RequestAborted);
        }
        else
        {
            var size = TusHeaders.ReadNumber(request, TusHeaders.Length)
                ?? throw FileErrors.UploadInvalid("Upload-Length is missing; uploads of unknown length are not taken.");
            row = await uploads.BeginAsync(null, size, kind, metadata, null, caller, context.RequestAborted);
            if (row.FileId is null && IsBytes(request))
            {
                row = await AppendAsync(context, row.Id, 0, caller);
            }
        }

        response.StatusCode = StatusCodes.Status201Created;
        response.Headers.Location = AddressOf(row.Id);
        TusHeaders.Write(response, row, AddressOf);
    });

    /// <summary>Tells where an upload is, takes bytes, or removes it.</summary>
    public Task GoOnAsync(Guid id, HttpContext context) => AnswerAsync(context, async caller =>
    {
        var (request, response) = (context.Request, context.Response);
        switch (ReadMethod(request))
        {
            case "HEAD":
                var row = await uploads.FindAsync(id, caller, context.RequestAborted);
                TusHeaders.Write(response, row, AddressOf);
                response.Headers[TusHeaders.Length] = row.Size.ToString(CultureInfo.InvariantCulture);
                if (row.Metadata.Header.Length > 0)
                {
                    response.Headers[TusHeaders.Metadata] = row.Metadata.Header;
                }

                break;
            case "PATCH":
                if (!IsBytes(request))
                {
                    throw ErrorTable.ContentTypeUnknown.Create($"Send the bytes as {TusHeaders.Bytes}.").ToException();
                }

                var offset = TusHeaders.ReadNumber(request, TusHeaders.Offset)
                    ?? throw FileErrors.UploadInvalid("Upload-Offset is missing.");
                TusHeaders.Write(response, await AppendAsync(context, id, offset, caller), AddressOf);
                response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case "DELETE":
                await uploads.DeleteAsync(id, caller, context.RequestAborted);
                response.StatusCode = StatusCodes.Status204NoContent;
                break;
            default:
                response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                break;
        }
    });

    private Task<UploadRow> AppendAsync(HttpContext context, Guid id, long offset, Caller caller)
    {
        var checksum = TusHeaders.Read(context.Request, TusHeaders.Checksum) is { } header ? ChunkChecksum.Parse(header) : null;
        return uploads.AppendAsync(id, offset, context.Request.BodyReader, checksum, caller, context.RequestAborted);
    }

    private string AddressOf(Guid id) => _path + id.ToString("D");

    private async Task AnswerAsync(HttpContext context, Func<Caller, Task> answer)
    {
        var response = context.Response;
        response.Headers[TusHeaders.Resumable] = TusHeaders.Version;
        if (await callers.ReadAsync(context) is not { } caller)
        {
            return;
        }

        CacheHeaders.Write(response, "no-store");
        try
        {
            if (TusHeaders.Read(context.Request, TusHeaders.Resumable) != TusHeaders.Version)
            {
                response.Headers["Tus-Version"] = TusHeaders.Version;
                throw FileErrors.UploadProtocol();
            }

            await answer(caller);
        }
        catch (GraphQLException refused) when (
            refused is not StatementFailedException { IsUnexpected: true } // which the log has to explain
            && !response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            // Whoever was overtaken may send no more, and need not be waited for.
            if (refused.Errors[0].Code == ErrorTable.UploadTaken.Code
                || !await BodyReader.TryFinishAsync(context.Request, context.RequestAborted))
            {
                response.Headers.Connection = "close";
            }

            await FileEndpoints.RefuseAsync(context, refused, FindStatus(refused.Errors[0]));
        }
    }

    /// <summary>
    /// Null: the status of the error's outcome. Where that is 400 and a later try may succeed, it is another: clients of tus give up with
    /// a 400, and the upload is kept.
    /// </summary>
    private static int? FindStatus(GraphQLError error) =>
        error.Code == ErrorTable.UploadChecksum.Code ? ChecksumMismatch
        : ErrorTable.FindOutcome(error) == ResponseOutcome.Invalid && ErrorTable.FindLaterTry(error) != LaterTry.Fails
            ? StatusCodes.Status503ServiceUnavailable
        : null;

    /// <summary>Clients that cannot send PATCH or DELETE name them in a POST.</summary>
    private static string ReadMethod(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) ? request.Headers["X-HTTP-Method-Override"].ToString() : request.Method;

    private static bool IsBytes(HttpRequest request) =>
        string.Equals(request.ContentType, TusHeaders.Bytes, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The routes of <see cref="TusEndpoints"/>.</summary>
public static class TusRoutes
{
    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        var tus = routes.ServiceProvider.GetRequiredService<TusEndpoints>();
        string[] methods = [HttpMethods.Head, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Post];
        routes.MapMethods("/files/uploads", [HttpMethods.Options], tus.DescribeAsync);
        routes.MapPost("/files/uploads", tus.CreateAsync);
        routes.MapMethods("/files/uploads/{id:guid}", [HttpMethods.Options], tus.DescribeAsync);
        routes.MapMethods("/files/uploads/{id:guid}", methods, (Guid id, HttpContext context) => tus.GoOnAsync(id, context));
    }
}
