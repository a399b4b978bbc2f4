namespace Jim.Data.Starter;

/// <summary>People who share documents.</summary>
public sealed class Group
{
    public Guid Id { get; set; }

    public required string Name { get; set; }

    /// <summary>The user who created it and became its first owner; null: the platform.</summary>
    public Guid? CreatedBy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Grows by 1 with each update, by a trigger.</summary>
    public long Version { get; set; }

    /// <summary>When the row was deleted; null: it was not.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public ICollection<Membership> Memberships { get; } = [];

    public ICollection<Document> Documents { get; } = [];
}
