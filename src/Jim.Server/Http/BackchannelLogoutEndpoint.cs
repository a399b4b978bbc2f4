using System.Text.Json.Nodes;
using Jim.Platform.Identity;
using Npgsql;

namespace Jim.Server.Http;

/// <summary>
/// Takes the issuer's word that a session has ended (OpenID Connect Back-Channel Logout 1.0, section 2.5): a POST of a form with a
/// <c>logout_token</c>. What is open by a token of the session is closed, at every gateway.
/// </summary>
public sealed class BackchannelLogoutEndpoint(LogoutTokenReader tokens, RevocationLog revocations)
{
    public const string Path = "/oidc/backchannel-logout";

    /// <summary>Answers 200, or 400 where the token is not valid, was taken before, or could not be told to the other gateways.</summary>
    public async Task PostAsync(HttpContext context)
    {
        if (await IssuerForm.ReadAsync(context) is not { } form)
        {
            context.Response.Headers.Connection = "close"; // The rest of the body is not read.
            await RefuseAsync(context, $"The body must be a form of {IssuerForm.BytesMax} bytes at most that names nothing twice.");
            return;
        }

        if (!form.TryGetValue("logout_token", out var text))
        {
            await RefuseAsync(context, "The form has no logout_token.");
            return;
        }

        var (token, fault) = await tokens.ReadAsync(text, context.RequestAborted);
        fault ??= await RecordAsync(token!);
        if (fault is not null)
        {
            await RefuseAsync(context, fault);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
    }

    /// <summary>Goes on where the issuer does not wait for the answer.</summary>
    private async Task<string?> RecordAsync(LogoutToken token)
    {
        try
        {
            return await revocations.RecordAsync(token.Revocation, token.Id, CancellationToken.None)
                ? null
                : "The token was taken before.";
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return "The logout could not be stored; send the token again.";
        }
    }

    /// <summary>In the form that section 2.8 recommends.</summary>
    private static Task RefuseAsync(HttpContext context, string description)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/json";
        var body = new JsonObject { ["error"] = "invalid_request", ["error_description"] = description };
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
