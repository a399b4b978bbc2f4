namespace Jim.Platform.Identity;

/// <summary>Why a token is not accepted. Contains no part of the token.</summary>
/// <param name="Reason">The code, and whether the token is bad or the issuer's keys cannot be read now.</param>
/// <param name="Description">One English sentence for the client's developer; ASCII without quotes (RFC 6750, section 3).</param>
public sealed record TokenRefusal(ErrorCode Reason, string Description)
{
    public string Code => Reason.Code;

    /// <summary>The value of <c>WWW-Authenticate</c> (RFC 6750, section 3).</summary>
    public string Challenge => $"Bearer realm=\"jim\", error=\"invalid_token\", error_description=\"{Description}\"";
}
