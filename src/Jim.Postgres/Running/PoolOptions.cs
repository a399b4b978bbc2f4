using Jim.GraphQL.Limits;

namespace Jim.Postgres.Running;

/// <summary>How many connections each kind of work may use, and how long it may wait for one.</summary>
/// <param name="ConnectionString">Npgsql's form, as the login role.</param>
public sealed record PoolOptions(string ConnectionString) : ILimited<PoolOptions>
{
    /// <inheritdoc/>
    public static ImmutableArray<Limit<PoolOptions>> Limits =>
    [
        new(
            "Most requests of one user that wait for a connection, for each connection of the pool; each waits a second at most.",
            new PoolOptions(string.Empty).WaitingPerConnection, "`JIM_OVERLOADED` (503 and Retry-After)",
            (o, v) => o with { WaitingPerConnection = (int)v })
        {
            SettingName = "WAITING",
        },
        new(
            "Most seconds a minute for which the statements of one user may hold connections, all together; 0: no limit.",
            (long)new PoolOptions(string.Empty).TimePerMinute.TotalSeconds, "`JIM_RATE_LIMITED` (429 and Retry-After)",
            (o, v) => o with { TimePerMinute = TimeSpan.FromSeconds(v) })
        {
            SettingName = "DATABASE_SECONDS",
        },
    ];

    /// <summary>
    /// Connections for short reads. Null: three per core, and more where the round trip to Postgres is long, because a connection then
    /// mostly waits for the network. Not more to begin with: with 16 busy backends on two cores a request cost Postgres 40 % more CPU
    /// (measured).
    /// </summary>
    public int? Reads { get; init; }

    /// <summary>Connections for writes; null as for <see cref="Reads"/>.</summary>
    public int? Writes { get; init; }

    /// <summary>To how many connections reads and writes each may grow when the round trip to Postgres is long.</summary>
    public int SizeMax { get; init; } = 32;

    /// <summary>Connections for long work (sync, exports, commits of uploads), so that reads and writes never wait for it.</summary>
    public int LongWork { get; init; } = 4;

    /// <summary>How many requests of one user may wait for each connection of a pool.</summary>
    public int WaitingPerConnection { get; init; } = 64;

    /// <summary>How long a request may wait for a connection before it is refused.</summary>
    public TimeSpan WaitMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Postgres ends a statement of reads and writes after this time. It is shorter than the limit of a whole operation (30 s by default),
    /// so that no statement goes on for an operation that has ended already.
    /// </summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>The same for long work.</summary>
    public TimeSpan LongStatementTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long making a connection may take; whole seconds, at least one.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>For how long a minute the statements of one user may hold connections; zero: for as long as they do.</summary>
    public TimeSpan TimePerMinute { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How far apart Postgres is asked to cancel the statements of requests that were left.</summary>
    public TimeSpan CancelInterval { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>The clock of waiting and of <see cref="TimePerMinute"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What clients are told of the failures of statements.</summary>
    public Disclosure Disclosure { get; init; } = new();
}
