namespace Jim.Data.Seeding;

/// <summary>How much to seed. The realm's four users count among <paramref name="Users"/>.</summary>
/// <param name="OwnerConnectionString">Npgsql form of <c>DATABASE_OWNER_URL</c>.</param>
/// <param name="Users">At least 4.</param>
/// <param name="Documents">Each with three events.</param>
public sealed record SeedOptions(string OwnerConnectionString, int Users = 50, int Documents = 500);

/// <summary>Rows looked at so far and in all.</summary>
public readonly record struct SeedProgress(long Done, long Total);
