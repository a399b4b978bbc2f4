namespace Jim.Platform.Identity;

/// <summary>What an authorization code stands for: who logged in, for which client and request.</summary>
internal sealed record AuthorizationGrant(
    RealmClient Client, RealmUser User, string RedirectUri, string Challenge, string Scope, string? Nonce, string Session);
