namespace Jim.Postgres.Running;

/// <summary>How many connections each kind of work may use, and how long it may wait for one.</summary>
/// <param name="ConnectionString">Npgsql's form, as the login role.</param>
public sealed record PoolOptions(string ConnectionString)
{
    /// <summary>
    /// Connections for short reads. Null: about three per core (16 busy backends on two cores cost 40 % more CPU, design §14), and more
    /// where the way to Postgres is long, because a connection then mostly waits for the network.
    /// </summary>
    public int? Reads { get; init; }

    /// <summary>Connections for writes; null as for <see cref="Reads"/>.</summary>
    public int? Writes { get; init; }

    /// <summary>The most that a long way to Postgres makes of either.</summary>
    public int SizeMax { get; init; } = 32;

    /// <summary>For sync, exports and uploads' commits, so that they never hold back the others.</summary>
    public int LongWork { get; init; } = 4;

    /// <summary>Requests that may wait for a connection, for each connection.</summary>
    public int WaitingPerConnection { get; init; } = 64;

    public TimeSpan WaitMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Postgres ends a statement after this time; below the operation's own limit of 30 s.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(25);

    public TimeSpan LongStatementTimeout { get; init; } = TimeSpan.FromMinutes(10);

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
