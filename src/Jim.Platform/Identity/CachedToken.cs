using Jim.Postgres.Rights;

namespace Jim.Platform.Identity;

/// <summary>What a token was found to say when it was validated.</summary>
/// <param name="KeyGeneration">
/// Of the issuer's keys at that time (<see cref="ISigningKeys.Generation"/>): after a change of keys the token is validated again.
/// </param>
/// <param name="Until">When the token expires, leeway included.</param>
internal sealed record CachedToken(Caller Caller, int KeyGeneration, DateTimeOffset Until)
{
    public bool IsValid(int keyGeneration, DateTimeOffset now) => keyGeneration == KeyGeneration && now < Until;
}
