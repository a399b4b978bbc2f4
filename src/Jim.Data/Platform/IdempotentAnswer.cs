namespace Jim.Data.Platform;

/// <summary>What was answered to a mutation with an <c>Idempotency-Key</c>.</summary>
public sealed class IdempotentAnswer
{
    public required string Subject { get; init; }

    public required string Key { get; init; }

    /// <summary>The root field's response name; empty where all fields were one transaction or one job.</summary>
    public required string Field { get; init; }

    /// <summary>SHA-256 of the request.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>JSON; null only inside of the transaction that makes it.</summary>
    public byte[]? Answer { get; init; }

    public DateTimeOffset At { get; init; }
}
