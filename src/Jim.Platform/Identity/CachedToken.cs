using Jim.Postgres.Rights;

namespace Jim.Platform.Identity;

/// <summary>What a token was found to say when it was validated.</summary>
/// <param name="KeyGeneration">
/// Of the issuer's keys at that time (<see cref="ISigningKeys.Generation"/>): after a change of keys the token is validated again.
/// </param>
/// <param name="Until">When the token expires, leeway included.</param>
internal sealed record CachedToken(Caller Caller, int KeyGeneration, DateTimeOffset Until)
{
    /// <summary>The memory that it keeps, counted rather too high: a string takes two bytes for a character and some 24 more.</summary>
    public long Bytes { get; } = 512 + Count(Caller.Subject) + Count(Caller.Name) + Count(Caller.Email) + Count(Caller.Client)
        + Count(Caller.Session) + Caller.Roles.Sum(Count);

    private static long Count(string? text) => text is null ? 0 : 32 + (2L * text.Length);

    public bool IsValid(int keyGeneration, DateTimeOffset now) => keyGeneration == KeyGeneration && now < Until;
}
