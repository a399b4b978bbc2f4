using System.Text.Json;

namespace Jim.Data.Starter;

/// <summary>What people write and share: seen by its owner and by the members of its group.</summary>
public sealed class Document
{
    public Guid Id { get; set; }

    public Guid OwnerId { get; set; }

    public Guid? GroupId { get; set; }

    /// <summary>1 to 500 characters.</summary>
    public required string Title { get; set; }

    public DocumentStatus Status { get; set; }

    /// <summary>Free fields of the application.</summary>
    public JsonDocument? Meta { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>+1 per update, by trigger.</summary>
    public long Version { get; set; }

    /// <summary>The tombstone; null: alive.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public User? Owner { get; set; }

    public Group? Group { get; set; }

    public ICollection<DocumentEvent> Events { get; } = [];
}

public enum DocumentStatus
{
    Draft,
    Review,
    Final,
    Archived,
}
