using Jim.Postgres.Rights;

namespace Jim.Platform.Identity;

/// <summary>The outcome of validating a token: exactly one of the two is set.</summary>
public sealed record TokenResult(Caller? Caller, TokenRefusal? Refusal)
{
    /// <summary>Without a token: the anonymous caller.</summary>
    public static TokenResult Anonymous { get; } = new(Caller.Anonymous, null);
}
