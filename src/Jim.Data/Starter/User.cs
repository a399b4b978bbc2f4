using System.Text.Json;

namespace Jim.Data.Starter;

/// <summary>A person or a service account; <see cref="Id"/> is the subject of their tokens.</summary>
public sealed class User
{
    public Guid Id { get; set; }

    public string? Email { get; set; }

    public required string DisplayName { get; set; }

    /// <summary>Free fields of the application, a JSON object.</summary>
    public JsonDocument? Profile { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Grows by 1 with each update, by a trigger.</summary>
    public long Version { get; set; }

    /// <summary>When the row was deleted; null: it was not.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public ICollection<Membership> Memberships { get; } = [];

    public ICollection<Document> Documents { get; } = [];
}
