namespace Jim.Data.Platform;

/// <summary>A row of <c>jim.webhooks</c>: an address that is told of changes.</summary>
public sealed class Webhook
{
    public Guid Id { get; init; }

    public required string Url { get; init; }

    /// <summary><c>schema.table</c> or <c>schema.*</c>; null: every table.</summary>
    public string[]? Tables { get; init; }

    /// <summary>Null: all changes.</summary>
    public WebhookOp[]? Ops { get; init; }

    public bool Enabled { get; init; }

    /// <summary>Signs what is sent: <c>whsec_</c> and 32 random bytes in Base64.</summary>
    public required string Secret { get; init; }

    /// <summary>A <c>pg_snapshot</c>: what it sees was before the webhook. Null: nothing was.</summary>
    public string? Since { get; init; }

    public Guid? OwnerId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public long Version { get; init; }
}

/// <summary><c>jim.webhook_op</c>.</summary>
public enum WebhookOp
{
    Insert,
    Update,
    Delete,
    Truncate,
}
