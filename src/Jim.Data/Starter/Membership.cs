namespace Jim.Data.Starter;

/// <summary>Makes a user a member of a group; at most one row per pair that is not deleted.</summary>
public sealed class Membership
{
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    public Guid GroupId { get; set; }

    public MembershipRole Role { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Grows by 1 with each update, by a trigger.</summary>
    public long Version { get; set; }

    /// <summary>When the row was deleted; null: it was not.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public User? User { get; set; }

    public Group? Group { get; set; }
}

public enum MembershipRole
{
    Owner,
    Member,
}
