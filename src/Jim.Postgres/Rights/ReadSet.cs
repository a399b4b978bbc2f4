namespace Jim.Postgres.Rights;

/// <summary>What an answer depends on through the policies and views of its tables.</summary>
/// <param name="Tables">OIDs of all tables that are read, by the operation or by a policy or view of its tables.</param>
/// <param name="Claims">The claims that policies look at.</param>
/// <param name="Unknown">
/// True when a policy reads something that Jim cannot follow, such as the clock or a function that does not tell what it reads. Such an
/// answer is never cached, and as a live query it is read again after any change.
/// </param>
public sealed record ReadSet(ImmutableSortedSet<uint> Tables, ClaimUse Claims, bool Unknown)
{
    /// <summary>Depends on nothing.</summary>
    public static ReadSet Nothing { get; } = new([], ClaimUse.None, false);

    /// <summary>What depends on either of the two.</summary>
    public ReadSet With(ReadSet other) => new(Tables.Union(other.Tables), Claims | other.Claims, Unknown || other.Unknown);
}

/// <summary>Which of the caller's claims are read: <c>sub</c>, the roles, any other.</summary>
[Flags]
public enum ClaimUse
{
    None = 0,
    Subject = 1,
    Roles = 2,
    Others = 4,
}
