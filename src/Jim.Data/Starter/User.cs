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

    /// <summary>+1 per update, by trigger.</summary>
    public long Version { get; set; }

    /// <summary>The tombstone; null: alive.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public ICollection<Membership> Memberships { get; } = [];

    public ICollection<Document> Documents { get; } = [];
}
