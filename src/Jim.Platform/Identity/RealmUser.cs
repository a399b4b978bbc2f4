namespace Jim.Platform.Identity;

/// <summary>A user of the realm file.</summary>
/// <param name="Password">Null: this user cannot log in with a password.</param>
/// <param name="ServiceAccountOf">The id of the client whose service account this is; null for a person.</param>
internal sealed record RealmUser(
    string Id,
    string Username,
    string? Password,
    string? FirstName,
    string? LastName,
    string? Email,
    bool EmailVerified,
    ImmutableArray<string> Roles,
    string? ServiceAccountOf)
{
    public string? FullName =>
        string.Join(' ', new[] { FirstName, LastName }.Where(n => !string.IsNullOrEmpty(n))) is { Length: > 0 } name ? name : null;
}
