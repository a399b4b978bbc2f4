namespace Jim.Platform.Identity;

/// <summary>A valid logout token.</summary>
/// <param name="Id">Its <c>jti</c>: the same token must not be taken twice.</param>
/// <param name="Revocation">Which access tokens end by it.</param>
public sealed record LogoutToken(string Id, Revocation Revocation);
