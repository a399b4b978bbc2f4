namespace Jim.Data.Starter;

/// <summary>What the starter's rows have that can be changed and deleted: their key, times and version, which triggers keep.</summary>
public abstract class VersionedRow
{
    public Guid Id { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Grows by 1 with each update, by a trigger.</summary>
    public long Version { get; set; }

    /// <summary>When the row was deleted; null: it was not.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
}
