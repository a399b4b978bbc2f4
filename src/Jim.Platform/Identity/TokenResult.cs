using Jim.Postgres.Rights;

namespace Jim.Platform.Identity;

/// <summary>What became of a token: exactly one of the two is set.</summary>
public sealed record TokenResult(Caller? Caller, TokenRefusal? Refusal)
{
    /// <summary>No token: the caller without a name.</summary>
    public static TokenResult Anonymous { get; } = new(Caller.Anonymous, null);
}
