using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Errors;
using Jim.Platform.Files;
using Jim.Platform.Protocol;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Jim.Server.Http;

/// <summary><c>/files/{id}</c>: the bytes of a stored file, for callers who may see its row or have a signed link.</summary>
public static class FileEndpoints
{
    /// <param name="callerOf">Finds the request's caller; null: the token was refused, and the answer is written.</param>
    public static void MapFiles(this IEndpointRouteBuilder routes, Func<HttpContext, ValueTask<Caller?>> callerOf) =>
        routes.MapMethods(
            "/files/{id:guid}", [HttpMethods.Get, HttpMethods.Head], (Guid id, HttpContext context) => ServeAsync(id, context, callerOf));

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
            var outcome = ErrorTable.FindOutcome(e.Errors[0]) ?? ResponseOutcome.Failed;
            await RefuseAsync(context, OutcomeStatus.For(outcome).Status, e.Errors[0]);
        }
    }

    /// <param name="user">For whom; those who follow a signed link are one user together.</param>
    private static Task SendAsync(HttpContext context, string user, FileContent? content) => content is null
        ? throw FileErrors.NotFound()
        : RoundRobinThreads.Shared.RunAsync(user, () => FileResponse.SendAsync(context, content));

    private static async Task<FileContent?> OpenSignedAsync(Guid id, HttpContext context)
    {
        var links = await context.RequestServices.GetRequiredService<FileLinkSource>().LinksAsync();
        // The address of a link is part of its one spelling too: the route takes ids also in capitals and in braces.
        var isSpelt = context.Request.Path.Value?.EndsWith($"/files/{id:D}", StringComparison.Ordinal) == true;
        var link = (isSpelt ? links.Verify(id, context.Request.QueryString.Value ?? string.Empty) : null) ?? throw FileErrors.Link();
        return await Downloads(context).OpenAsync(link);
    }

    private static FileDownloads Downloads(HttpContext context) => context.RequestServices.GetRequiredService<FileDownloads>();

    private static string? One(HttpContext context, string name) => context.Request.Query[name] is { Count: 1 } value ? value[0] : null;

    private static async Task RefuseAsync(HttpContext context, int status, GraphQLError error)
    {
        context.Response.StatusCode = status;
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
