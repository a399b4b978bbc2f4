namespace Jim.Data.Starter;

/// <summary>Makes a user a member of a group; at most one row per pair that is not deleted.</summary>
public sealed class Membership : VersionedRow
{
    public Guid UserId { get; set; }

    public Guid GroupId { get; set; }

    public MembershipRole Role { get; set; }

    public User? User { get; set; }

    public Group? Group { get; set; }
}

public enum MembershipRole
{
    Owner,
    Member,
}
