using Jim.Platform.Identity;
using Jim.Platform.Protocol;
using Jim.Postgres.Rights;

namespace Jim.Server.Http;

/// <summary>Turns the <c>Authorization</c> header into a caller, before anything else runs.</summary>
public sealed class CallerReader(TokenValidator tokens)
{
    /// <summary>
    /// The caller; without a header an anonymous one of the client's network. Null: the token was refused, and the answer (401 or 503) is
    /// written.
    /// </summary>
    public async ValueTask<Caller?> ReadAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return Caller.From(SourceNetwork.Find(context.Connection.RemoteIpAddress));
        }

        var result = await tokens.ValidateHeaderAsync(header, context.RequestAborted);
        if (result.Caller is { } caller)
        {
            return caller;
        }

        await RefuseAsync(context, result.Refusal!);
        return null;
    }

    private static Task RefuseAsync(HttpContext context, TokenRefusal refusal)
    {
        var error = refusal.Reason.Create(refusal.Description);
        if (error.Outcome == ResponseOutcome.Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = refusal.Challenge;
        }

        return HttpResponses.WriteAsync(context, GraphQLResponse.Refused(error), ResponseFormat.GraphQLResponse);
    }
}
