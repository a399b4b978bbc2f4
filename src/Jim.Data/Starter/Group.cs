namespace Jim.Data.Starter;

/// <summary>People who share documents.</summary>
public sealed class Group : VersionedRow
{
    public required string Name { get; set; }

    /// <summary>The user who created it and became its first owner; null: the platform.</summary>
    public Guid? CreatedBy { get; set; }

    public ICollection<Membership> Memberships { get; } = [];

    public ICollection<Document> Documents { get; } = [];
}
