using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Identity;

/// <summary>
/// Codes given out and not yet used (RFC 6749, 4.1.2): good once, for a minute. A code that comes a second time names the session it began,
/// which then ends. Bounded: when full, no code is given until some expire.
/// </summary>
internal sealed class AuthorizationCodes(TimeSpan lifespan, TimeProvider timeProvider)
{
    private const int CodesMax = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Kept> _codes = new(StringComparer.Ordinal);

    /// <summary>Null: too many are open.</summary>
    public string? Give(AuthorizationGrant grant)
    {
        lock (_gate)
        {
            var now = timeProvider.GetUtcNow();
            foreach (var (old, kept) in _codes)
            {
                if (kept.Until <= now)
                {
                    _codes.Remove(old);
                }
            }

            if (_codes.Count >= CodesMax)
            {
                return null;
            }

            var code = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
            _codes[code] = new Kept(grant, now + lifespan, false);
            return code;
        }
    }

    /// <param name="reused">The grant of a code that was used before.</param>
    public AuthorizationGrant? Take(string code, out AuthorizationGrant? reused)
    {
        lock (_gate)
        {
            reused = null;
            if (!_codes.TryGetValue(code, out var kept) || kept.Until <= timeProvider.GetUtcNow())
            {
                return null;
            }

            if (kept.Used)
            {
                reused = kept.Grant;
                return null;
            }

            _codes[code] = kept with { Used = true };
            return kept.Grant;
        }
    }

    private sealed record Kept(AuthorizationGrant Grant, DateTimeOffset Until, bool Used);
}
