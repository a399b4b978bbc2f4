using System.Security.Cryptography;
using System.Text;
using Jim.GraphQL.Types;
using Jim.Platform.Requests;

namespace Jim.Server.Http;

/// <summary>The schema as SDL, as the caller's role sees it: <c>GET /graphql?sdl</c> and <c>/graphql/schema.graphql</c>.</summary>
public sealed class SchemaEndpoint(SnapshotSource snapshots, CallerReader callers, SchemaAccess access)
{
    public async Task GetAsync(HttpContext context)
    {
        if (await callers.ReadAsync(context) is not { } caller)
        {
            return;
        }

        if (!access.Allows(caller))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var sdl = SchemaPrinter.Print(snapshots.Current.Database.ViewFor(caller.Role));
        var http = context.Response;
        http.Headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sdl)))[..32]}\"";
        http.Headers.CacheControl = "private, must-revalidate, max-age=60";
        http.Headers.ContentDisposition = "attachment; filename=\"schema.graphql\"";
        http.ContentType = "application/graphql; charset=utf-8";
        await http.WriteAsync(sdl, context.RequestAborted);
    }
}
