using System.Net;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Jim.Platform.Identity;

/// <summary>
/// Authorization codes (RFC 6749, section 4.1.2). Each can be redeemed once within its lifespan. For a code that comes a second time the
/// caller learns which session it began, so that it can end that session. A user has at most 20 from one network, and 1,000 are open in
/// all: the oldest of whoever has most is dropped, so that nobody's logins are in the way of another's.
/// </summary>
internal sealed class AuthorizationCodes(TimeSpan lifespan, TimeProvider timeProvider)
{
    private const int CodesMax = 1_000;
    private const int CodesOfOneMax = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, IssuedCode> _codes = new(StringComparer.Ordinal);
    private long _issued;

    /// <summary>How many are open or were used and have not expired.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _codes.Count;
            }
        }
    }

    /// <summary>A new code for a user who has logged in from this address.</summary>
    public string Issue(AuthorizationGrant grant, IPAddress? address)
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

            var network = SourceNetwork.Find(address);
            MakeRoom(_codes.Where(c => c.Value.IsFrom(grant.User.Id, network)), CodesOfOneMax);
            if (_codes.Count >= CodesMax)
            {
                MakeRoom(_codes.GroupBy(c => c.Value.Grant.User.Id).MaxBy(codes => codes.Count())!, 1);
            }

            var code = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
            _codes[code] = new IssuedCode(grant, network, _issued++, now + lifespan, false);
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

    /// <summary>Drops the oldest where there are <paramref name="most"/> or more.</summary>
    private void MakeRoom(IEnumerable<KeyValuePair<string, IssuedCode>> codes, int most)
    {
        var own = codes.ToList();
        if (own.Count >= most)
        {
            _codes.Remove(own.MinBy(c => c.Value.Number).Key);
        }
    }

    /// <param name="Number">Grows with each code, to tell the oldest.</param>
    private sealed record IssuedCode(AuthorizationGrant Grant, string Network, long Number, DateTimeOffset Until, bool Used)
    {
        public bool IsFrom(string userId, string network) => Grant.User.Id == userId && Network == network;
    }
}
