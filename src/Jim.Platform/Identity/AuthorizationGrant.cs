namespace Jim.Platform.Identity;

/// <summary>What a code stands for.</summary>
internal sealed record AuthorizationGrant(
    RealmClient Client, RealmUser User, string RedirectUri, string Challenge, string Scope, string? Nonce, string Session);
