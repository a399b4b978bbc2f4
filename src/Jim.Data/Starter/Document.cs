using System.Text.Json;

namespace Jim.Data.Starter;

/// <summary>A document; its owner and the members of its group can read it.</summary>
public sealed class Document : VersionedRow
{
    public Guid OwnerId { get; set; }

    public Guid? GroupId { get; set; }

    /// <summary>1 to 500 characters.</summary>
    public required string Title { get; set; }

    public DocumentStatus Status { get; set; }

    /// <summary>Free fields of the application.</summary>
    public JsonDocument? Meta { get; set; }

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
