namespace Jim.Platform.Identity;

/// <summary>By which client Jim asks the issuer about tokens and users.</summary>
/// <param name="Id">A confidential client with a service account (<c>OIDC_CLIENT_ID</c>).</param>
/// <param name="Secret">Its secret (<c>OIDC_CLIENT_SECRET</c>).</param>
public sealed record IssuerClientOptions(string Id, string Secret);
