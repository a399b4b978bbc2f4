namespace Jim.Data.Platform;

/// <summary>A row of <c>jim.revocations</c>: tokens that no longer count though they have not expired.</summary>
public sealed class RevocationRow
{
    public Guid Id { get; init; }

    public string? Subject { get; init; }

    public string? Session { get; init; }

    public required string[] Roles { get; init; }

    /// <summary>The latest issue time of a token that is meant.</summary>
    public DateTimeOffset IssuedUntil { get; init; }

    /// <summary>The <c>jti</c> of the logout token that told of it; null: none did.</summary>
    public string? TokenId { get; init; }

    /// <summary><c>xid8</c> of the writing transaction.</summary>
    public ulong Xid { get; init; }

    public DateTimeOffset At { get; init; }
}
