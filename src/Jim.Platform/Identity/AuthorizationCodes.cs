using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Identity;

/// <summary>
/// Authorization codes (RFC 6749, section 4.1.2). Each can be redeemed once within its lifespan. For a code that comes a second time the
/// caller learns which session it began, so that it can end that session. At most 1,000 codes are open at a time.
/// </summary>
internal sealed class AuthorizationCodes(TimeSpan lifespan, TimeProvider timeProvider)
{
    private const int CodesMax = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, IssuedCode> _codes = new(StringComparer.Ordinal);

    /// <summary>A new code; null while too many are open.</summary>
    public string? Issue(AuthorizationGrant grant)
    {
        lock (_gate)
        {
            var now = timeProvider.GetUtcNow();
            foreach (var (old, issued) in _codes)
            {
                if (issued.Until <= now)
                {
                    _codes.Remove(old);
                }
            }

            if (_codes.Count >= CodesMax)
            {
                return null;
            }

            var code = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
            _codes[code] = new IssuedCode(grant, now + lifespan, false);
            return code;
        }
    }

    /// <summary>The grant of a code that is valid now, which marks it as used; else null.</summary>
    /// <param name="reused">The grant of a code that was redeemed before; else null.</param>
    public AuthorizationGrant? Redeem(string code, out AuthorizationGrant? reused)
    {
        lock (_gate)
        {
            reused = null;
            if (!_codes.TryGetValue(code, out var issued) || issued.Until <= timeProvider.GetUtcNow())
            {
                return null;
            }

            if (issued.Used)
            {
                reused = issued.Grant;
                return null;
            }

            _codes[code] = issued with { Used = true };
            return issued.Grant;
        }
    }

    private sealed record IssuedCode(AuthorizationGrant Grant, DateTimeOffset Until, bool Used);
}
