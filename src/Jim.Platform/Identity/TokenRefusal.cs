namespace Jim.Platform.Identity;

/// <summary>Why a token is not accepted. Contains no part of the token.</summary>
/// <param name="Code"><c>JIM_TOKEN_…</c>, or <c>JIM_ISSUER_UNREACHABLE</c>.</param>
/// <param name="Description">One English sentence for the client's developer; ASCII without quotes (RFC 6750, section 3).</param>
/// <param name="Status">401; 503 where the token may be valid but the issuer's keys cannot be read now.</param>
public sealed record TokenRefusal(string Code, string Description, int Status = 401)
{
    /// <summary>The value of <c>WWW-Authenticate</c> (RFC 6750, section 3).</summary>
    public string Challenge => $"Bearer realm=\"jim\", error=\"invalid_token\", error_description=\"{Description}\"";
}
