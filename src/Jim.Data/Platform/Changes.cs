using System.Text.Json;

namespace Jim.Data.Platform;

/// <summary>
/// A row of <c>jim.change</c>. Read between two snapshots by <see cref="Xid"/>, never by <see cref="Seq"/>: sequences lose late commits.
/// </summary>
public sealed class Change
{
    public long Seq { get; set; }

    /// <summary><c>xid8</c> of the writing transaction.</summary>
    public ulong Xid { get; set; }

    /// <summary><c>pg_class.oid</c>; the root's for a partition.</summary>
    public uint Tbl { get; set; }

    /// <summary>I, U, D, or T: the whole table.</summary>
    public char Op { get; set; }

    public required string[] Key { get; set; }

    /// <summary>Bit n-1: the column of attnum n changed. All bits for I, D, T.</summary>
    public long Changed { get; set; }

    public long[]? ScopeOld { get; set; }

    public long[]? ScopeNew { get; set; }

    public long? HOld { get; set; }

    public Guid? Actor { get; set; }

    public string? Client { get; set; }
}

/// <summary>A row of <c>jim.events</c>, the transactional outbox.</summary>
public sealed class OutboxEvent
{
    public Guid Id { get; set; }

    public long Seq { get; set; }

    public required string Kind { get; set; }

    public required string Subject { get; set; }

    public Guid? SubjectId { get; set; }

    public Guid? Actor { get; set; }

    public JsonDocument? Data { get; set; }

    public DateTimeOffset At { get; set; }

    public DateTimeOffset? PublishedAt { get; set; }
}

/// <summary>A row of <c>jim.relay</c>: how far a reader of the log has come.</summary>
public sealed class Relay
{
    public required string Name { get; set; }

    /// <summary><c>pg_snapshot</c> as text.</summary>
    public required string Snapshot { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A row of <c>jim.clients</c>: a device that pushes offline writes.</summary>
public sealed class Client
{
    public required string Id { get; set; }

    public Guid? UserId { get; set; }

    public long LastSeq { get; set; }

    public DateTimeOffset SeenAt { get; set; }
}

/// <summary>A row of <c>jim.setting</c>: <c>secret</c> (32 bytes), <c>epoch</c> (16 bytes).</summary>
public sealed class Setting
{
    public required string Name { get; set; }

    public required byte[] Value { get; set; }
}

/// <summary>A row of <c>jim.migration</c>: a file of the team's that was applied.</summary>
public sealed class TeamMigration
{
    public required string Name { get; set; }

    /// <summary>SHA-256 of its text with line ends as LF.</summary>
    public required byte[] Checksum { get; set; }

    public DateTimeOffset AppliedAt { get; set; }
}
