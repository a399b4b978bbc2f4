namespace Jim.Platform.Identity;

/// <summary>Every reason to refuse a token, with its code and what the client can do.</summary>
public static class TokenRefusals
{
    public static TokenRefusal Scheme { get; } = new(
        ErrorTable.TokenMalformed, "The Authorization header must be: Bearer, one space, the access token.");

    public static TokenRefusal Malformed { get; } = new(ErrorTable.TokenMalformed, "The token is not a signed JWT of three parts.");

    public static TokenRefusal TooLong { get; } = new(ErrorTable.TokenTooLong, "The token is longer than this server reads.");

    public static TokenRefusal Encrypted { get; } = new(ErrorTable.TokenEncrypted, "Encrypted tokens are not accepted.");

    public static TokenRefusal Algorithm { get; } = new(
        ErrorTable.TokenAlgorithm, "The token must be signed by RS, PS or ES with 256, 384 or 512 bits.");

    public static TokenRefusal KeyUnknown { get; } = new(
        ErrorTable.TokenKeyUnknown, "The issuer does not publish the key that signed the token.");

    public static TokenRefusal Signature { get; } = new(ErrorTable.InvalidTokenSignature, "The signature does not match the token.");

    public static TokenRefusal Issuer { get; } = new(ErrorTable.TokenIssuer, "The token is from another issuer or realm.");

    public static TokenRefusal Audience { get; } = new(ErrorTable.TokenAudience, "The token is for another audience.");

    public static TokenRefusal Kind { get; } = new(
        ErrorTable.TokenKind, "Only access tokens are accepted, no ID, refresh or logout tokens.");

    public static TokenRefusal Expired { get; } = new(ErrorTable.TokenExpired, "The token has expired.");

    public static TokenRefusal Revoked { get; } = new(
        ErrorTable.TokenRevoked, "The session was logged out, or the rights of its user have changed: renew the token or sign in again.");

    public static TokenRefusal NotYetValid { get; } = new(ErrorTable.TokenNotYetValid, "The token is not valid yet.");

    /// <summary>Since version 25 Keycloak gives a subject only to clients with the scope <c>basic</c>.</summary>
    public static TokenRefusal Subject { get; } = new(
        ErrorTable.TokenSubject, "The token names no subject: give the client the scope basic.");

    public static TokenRefusal IssuerUnreachable { get; } = new(
        ErrorTable.IssuerUnreachable, "The keys of the issuer cannot be read now, try again.");
}
