using Jim.Platform.Identity;
using Jim.Postgres.Rights;

namespace Jim.Server.Http;

/// <summary>Tells whoever keeps something open for a caller when the caller's token has expired or was revoked.</summary>
public sealed class RightsWatch(Revocations revocations, IdentityOptions options, TimeProvider timeProvider)
{
    /// <summary>Null: the caller has no token, and no end.</summary>
    /// <param name="token">The caller's token. It is kept only where the issuer is asked about tokens.</param>
    /// <param name="expired">
    /// May be called by this method already, as <paramref name="revoked"/> may; neither after the result was disposed.
    /// </param>
    public IDisposable? Watch(Caller caller, string? token, Action expired, Action revoked) => caller.Subject is null
        ? null
        : new Both(
            TokenExpiry.Watch(caller, timeProvider, expired),
            revocations.Watch(caller, options.AsksIssuer ? token : null, revoked));

    private sealed class Both(IDisposable? expiry, IDisposable revocation) : IDisposable
    {
        public void Dispose()
        {
            expiry?.Dispose();
            revocation.Dispose();
        }
    }
}
