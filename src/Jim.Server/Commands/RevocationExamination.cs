using System.Text.Json;
using Jim.Platform.Identity;
using Jim.Server.Settings;

namespace Jim.Server.Commands;

/// <summary>What <c>doctor</c> says of how soon the end of a user's rights reaches what the user keeps open.</summary>
public static class RevocationExamination
{
    private const string Name = "revocation";

    /// <param name="issuer">Null: the issuer is not asked.</param>
    public static async Task<Finding> RunAsync(
        JimSettings settings, IssuerClient? issuer, TimeSpan within, CancellationToken cancellationToken)
    {
        if (settings.Issuer is null)
        {
            return new(Name, true, "the development issuer: a sign-out closes what is open at once", string.Empty);
        }

        if (issuer is null)
        {
            return new(
                Name, true,
                "OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are not set: disabled users and removed roles count when the token expires; "
                + "logouts within seconds where the issuer posts them to /oidc/backchannel-logout",
                string.Empty);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(within);
        try
        {
            await issuer.CheckAsync(deadline.Token);
            var found = issuer.TellsRoles ? "disabled users and removed roles" : "disabled users";
            return new(Name, true, $"{settings.ClientId} may ask the issuer: {found} count within 5 s", string.Empty);
        }
        catch (Exception e) when (e is HttpRequestException or InvalidDataException or JsonException or UriFormatException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new(
                Name, false, "the issuer cannot be asked: disabled users and removed roles count when the token expires",
                e is OperationCanceledException ? "The issuer does not answer in time." : $"Reason: {e.Message}.");
        }
    }
}
