using System.Collections.Immutable;

namespace Jim.Platform.Identity;

/// <summary>A client of the realm file.</summary>
/// <param name="Secret">Null for a public client.</param>
/// <param name="RedirectUris">A <c>*</c> at the end stands for anything.</param>
/// <param name="Audiences">What its tokens carry as <c>aud</c> (audience mappers).</param>
/// <param name="NamesSubject">It has the scope <c>basic</c>; Keycloak gives a subject to no other.</param>
internal sealed record RealmClient(
    string Id,
    string? Secret,
    bool CodeFlow,
    bool PasswordGrant,
    bool ServiceAccount,
    ImmutableArray<string> RedirectUris,
    ImmutableArray<string> Audiences,
    bool NamesSubject);
