namespace Jim.Postgres.Running.Replicas;

/// <summary>Why a replica is not read from.</summary>
public enum ReplicaFault
{
    None,

    /// <summary>It was not asked yet, or the primary was not.</summary>
    Unknown,

    NoAnswer,

    /// <summary>It takes writes: it was promoted, or never was a standby.</summary>
    NoStandby,

    OtherCluster,

    OtherTimeline,

    Behind,
}

/// <summary>The faults in words, for the log, <c>/health/ready</c> and <c>doctor</c>.</summary>
public static class ReplicaFaults
{
    public static string Describe(ReplicaFault fault) => fault switch
    {
        ReplicaFault.None => "is read from",
        ReplicaFault.Unknown => "was not compared with the primary yet",
        ReplicaFault.NoAnswer => "does not answer",
        ReplicaFault.NoStandby => "is no standby: it takes writes of its own",
        ReplicaFault.OtherCluster => "belongs to another cluster than DATABASE_URL",
        ReplicaFault.OtherTimeline => "follows another timeline than the primary",
        ReplicaFault.Behind => "lags too far behind the primary",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "There is no such fault."),
    };

    /// <summary>What to do, in a sentence.</summary>
    public static string FindCure(ReplicaFault fault) => fault switch
    {
        ReplicaFault.None or ReplicaFault.Unknown => "Wait until DATABASE_URL answers.",
        ReplicaFault.NoAnswer =>
            "Check its entry in DATABASE_REPLICA_URLS (address, user, password), that it runs, and that hot_standby is on.",
        ReplicaFault.NoStandby =>
            "If it was promoted, name it in DATABASE_URL and take it out of DATABASE_REPLICA_URLS; else make it anew as a standby.",
        ReplicaFault.OtherCluster => "Name standbys of the server of DATABASE_URL only (pg_basebackup makes one).",
        ReplicaFault.OtherTimeline =>
            "After a failover let it follow the new primary (recovery_target_timeline=latest, or pg_rewind). "
            + "Where it does, grant pg_monitor to Jim's login role, or wait for its next checkpoint.",
        ReplicaFault.Behind =>
            "Look at its load, at the network and at pg_is_wal_replay_paused(), or raise JIM_REPLICA_LAG_SECONDS; queries go to the primary.",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "There is no such fault."),
    };
}
