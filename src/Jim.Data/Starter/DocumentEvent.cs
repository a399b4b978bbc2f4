using System.Text.Json;

namespace Jim.Data.Starter;

/// <summary>What happened to a document; append-only.</summary>
public sealed class DocumentEvent
{
    public Guid Id { get; set; }

    public Guid DocumentId { get; set; }

    public Guid? ActorId { get; set; }

    public required string Kind { get; set; }

    public JsonDocument? Payload { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public Document? Document { get; set; }

    public User? Actor { get; set; }
}
