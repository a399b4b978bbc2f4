namespace Jim.Data.Starter;

/// <summary>People who share documents.</summary>
public sealed class Group
{
    public Guid Id { get; set; }

    public required string Name { get; set; }

    /// <summary>Who made it, and became its first owner; null: the platform.</summary>
    public Guid? CreatedBy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>+1 per update, by trigger.</summary>
    public long Version { get; set; }

    /// <summary>The tombstone; null: alive.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public ICollection<Membership> Memberships { get; } = [];

    public ICollection<Document> Documents { get; } = [];
}
