using System.Text.Json;

namespace Jim.Data.Platform;

/// <summary>
/// A row of <c>jim.change</c>. Rows are read between two snapshots by <see cref="Xid"/>, never by <see cref="Seq"/>: transactions may
/// commit in another order than that of their numbers.
/// </summary>
public sealed class ChangeRow
{
    public long Seq { get; set; }

    /// <summary><c>xid8</c> of the writing transaction.</summary>
    public ulong Xid { get; set; }

    /// <summary><c>pg_class.oid</c>; the root's for a partition.</summary>
    public uint Tbl { get; set; }

    /// <summary>I, U or D for a row; T: the whole table changed.</summary>
    public char Op { get; set; }

    public required string[] Key { get; set; }

    /// <summary>Bit n-1 is set where the column of attnum n changed. All bits are set for I, D and T.</summary>
    public long Changed { get; set; }

    public long?[]? ScopeOld { get; set; }

    public long?[]? ScopeNew { get; set; }

    public long? HOld { get; set; }

    public Guid? Actor { get; set; }

    public string? Client { get; set; }
}

/// <summary>A row of <c>jim.change_mark</c>: a moment of the change log.</summary>
public sealed class ChangeMark
{
    public DateTimeOffset At { get; set; }

    /// <summary><c>xid8</c>: all transactions below it had ended.</summary>
    public ulong Floor { get; set; }
}

/// <summary>A row of <c>jim.tracked</c>: a table whose change triggers fit it.</summary>
public sealed class TrackedTable
{
    public uint Tbl { get; set; }

    /// <summary>The state of the catalog for which they do; in another one they are looked at again.</summary>
    public required string State { get; set; }
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

/// <summary>A row of <c>jim.relay</c>: up to which snapshot a reader has read the log.</summary>
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
public sealed class SettingRow
{
    public required string Name { get; set; }

    public required byte[] Value { get; set; }
}

/// <summary>A row of <c>jim.migration</c>: a migration file of the team that was applied.</summary>
public sealed class TeamMigration
{
    public required string Name { get; set; }

    /// <summary>SHA-256 of its text with LF as line ends.</summary>
    public required byte[] Checksum { get; set; }

    public DateTimeOffset AppliedAt { get; set; }
}
