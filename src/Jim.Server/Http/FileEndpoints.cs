using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Errors;
using Jim.Platform.Files;
using Jim.Platform.Protocol;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Jim.Server.Http;

/// <summary><c>/files/{id}</c>: the bytes of a stored file, for callers who may see its row or have a signed link.</summary>
public static class FileEndpoints
{
    /// <param name="callerOf">Finds the request's caller; null: the token was refused, and the answer is written.</param>
    public static void MapFiles(this IEndpointRouteBuilder routes, Func<HttpContext, ValueTask<Caller?>> callerOf)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        routes.MapMethods("/files/{id:guid}", methods, (Guid id, HttpContext context) => ServeAsync(id, context, callerOf));
        routes.MapMethods("/files/{**other}", methods, (HttpContext context) => RefuseAsync(context, FileErrors.NotFound()));
    }

    private static async Task ServeAsync(Guid id, HttpContext context, Func<HttpContext, ValueTask<Caller?>> callerOf)
    {
        try
        {
            if (context.Request.Query.ContainsKey("s"))
            {
                await SendAsync(context, string.Empty, await OpenSignedAsync(id, context));
            }
            else if (await callerOf(context) is { } caller)
            {
                var version = Guid.TryParseExact(One(context, "v"), "D", out var v) ? v : (Guid?)null;
                var content = await Downloads(context).OpenAsync(id, version, caller);
                await SendAsync(context, caller.ShareKey, content);
            }
        }
        catch (GraphQLException e) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, e);
        }
    }

    /// <param name="user">For whom; those who follow a signed link are one user together.</param>
    private static Task SendAsync(HttpContext context, string user, FileContent? content) => content is null
        ? throw FileErrors.NotFound()
        : RoundRobinThreads.Shared.RunAsync(user, () => FileResponse.SendAsync(context, content));

    private static async Task<FileContent?> OpenSignedAsync(Guid id, HttpContext context)
    {
        var links = await context.RequestServices.GetRequiredService<FileLinkSource>().LinksAsync();
        // As it was sent: the route takes ids also in capitals, in braces and percent-encoded.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var link = links.Verify(target) is { } known && known.FileId == id ? known : throw FileErrors.Link();
        return await Downloads(context).OpenAsync(link);
    }

    private static FileDownloads Downloads(HttpContext context) => context.RequestServices.GetRequiredService<FileDownloads>();

    private static string? One(HttpContext context, string name) => context.Request.Query[name] is { Count: 1 } value ? value[0] : null;

    /// <param name="status">Null: that of the error's outcome.</param>
    internal static async Task RefuseAsync(HttpContext context, GraphQLException refused, int? status = null)
    {
        var error = refused.Errors[0];
        context.Response.StatusCode = status ?? OutcomeStatus.For(ErrorTable.FindOutcome(error) ?? ResponseOutcome.Failed).Status;
        foreach (var header in (string[])[
            HeaderNames.ETag, HeaderNames.LastModified, HeaderNames.AcceptRanges, HeaderNames.ContentRange, HeaderNames.ContentDisposition])
        {
            context.Response.Headers.Remove(header); // they speak of bytes that are not sent
        }

        CacheHeaders.Write(context.Response, "no-store");
        if (error.Extensions.FirstOrDefault(e => e.Key == "retryAfterSeconds").Value is int seconds)
        {
            context.Response.Headers.RetryAfter = new StringValues(seconds.ToString(CultureInfo.InvariantCulture));
        }

        var extensions = error.Extensions.Prepend(new("code", error.Code)).ToDictionary();
        await context.Response.WriteAsJsonAsync(
            new { errors = new[] { new { message = error.Message, extensions } } }, JsonSerializerOptions.Web, context.RequestAborted);
    }
}
