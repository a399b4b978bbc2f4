using Jim.Platform.Identity;
using Jim.Platform.Protocol;
using Jim.Postgres.Rights;

namespace Jim.Server.Http;

/// <summary>Turns the <c>Authorization</c> header into a caller, before anything else runs.</summary>
public sealed class CallerReader(TokenValidator tokens)
{
    /// <summary>Null: the token was refused and the 401 is written.</summary>
    public async ValueTask<Caller?> ReadAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return Caller.Anonymous;
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
        var outcome = refusal.Status == StatusCodes.Status503ServiceUnavailable
            ? ResponseOutcome.Unavailable
            : ResponseOutcome.Unauthorized;
        if (outcome == ResponseOutcome.Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = refusal.Challenge;
        }

        var error = TransportErrors.TokenRefused(refusal.Code, refusal.Description);
        return HttpResponses.WriteAsync(context, GraphQLResponse.Refused(outcome, error), ResponseFormat.GraphQLResponse);
    }
}
