namespace Jim.Data.Starter;

/// <summary>A user of a group; at most one living row per pair.</summary>
public sealed class Membership
{
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    public Guid GroupId { get; set; }

    public MembershipRole Role { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>+1 per update, by trigger.</summary>
    public long Version { get; set; }

    /// <summary>The tombstone; null: alive.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public User? User { get; set; }

    public Group? Group { get; set; }
}

public enum MembershipRole
{
    Owner,
    Member,
}
