using System.Security.Cryptography;
using System.Text;
using Jim.GraphQL.Types;
using Jim.Platform.Protocol;
using Jim.Platform.Schemas;
using Microsoft.Net.Http.Headers;

namespace Jim.Server.Http;

/// <summary>
/// The schema as SDL, as the caller's role sees it: <c>GET /graphql?sdl</c> and <c>/graphql/schema.graphql</c>; some of its types alone by
/// <c>types=A,B</c>. HEAD gets the headers only.
/// </summary>
public sealed class SchemaEndpoint(SchemaOwner schemas, CallerReader callers, SchemaAccess access)
{
    public async Task GetAsync(HttpContext context)
    {
        if (await callers.ReadAsync(context) is not { } caller)
        {
            return;
        }

        if (!access.Allows(caller))
        {
            // 403 and not 404: introspection refuses the same caller openly too, so a 404 would hide nothing, and with 403 a tool can say
            // that a role is missing.
            await RefuseAsync(context, SchemaDownloadErrors.NotAllowed());
            return;
        }

        var view = schemas.Current.ViewFor(caller.Role);
        if (!context.Request.Query.TryGetValue("types", out var list))
        {
            await SendAsync(context, SchemaPrinter.Print(view), "schema.graphql");
            return;
        }

        var types = TypeList.Read(list.ToString(), view);
        await (types.Refusal is { } refusal
            ? RefuseAsync(context, refusal)
            : SendAsync(context, SchemaPrinter.Print(view, types.Names), types.FileName));
    }

    private static async Task SendAsync(HttpContext context, string sdl, string fileName)
    {
        var bytes = Encoding.UTF8.GetBytes(sdl);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"");
        var http = context.Response;
        http.Headers.ETag = tag.ToString();

        // Private, unlike HotChocolate's public: here the schema depends on the caller's role.
        CacheHeaders.Write(http, "private, must-revalidate, max-age=60");
        var known = context.Request.GetTypedHeaders().IfNoneMatch;
        if (known.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(tag, useStrongComparison: false)))
        {
            http.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        http.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        http.ContentType = "application/graphql; charset=utf-8";
        http.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await http.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private static Task RefuseAsync(HttpContext context, RequestError error) =>
        HttpResponses.WriteAsync(context, GraphQLResponse.Refused(error), ResponseFormat.GraphQLResponse);
}
