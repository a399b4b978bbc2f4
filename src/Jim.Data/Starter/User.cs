using System.Text.Json;

namespace Jim.Data.Starter;

/// <summary>A person or a service account; <see cref="VersionedRow.Id"/> is the subject of their tokens.</summary>
public sealed class User : VersionedRow
{
    public string? Email { get; set; }

    public required string DisplayName { get; set; }

    /// <summary>Free fields of the application, a JSON object.</summary>
    public JsonDocument? Profile { get; set; }

    public ICollection<Membership> Memberships { get; } = [];

    public ICollection<Document> Documents { get; } = [];
}
