namespace Jim.Platform.Identity;

/// <summary>A user of the realm file whose password is the user's own name, so that it is no secret.</summary>
/// <param name="Roles">The realm roles.</param>
public sealed record SampleUser(string Username, ImmutableArray<string> Roles);
