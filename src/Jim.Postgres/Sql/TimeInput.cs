namespace Jim.Postgres.Sql;

/// <summary>Points in time as Npgsql wants them.</summary>
public static class TimeInput
{
    /// <summary><c>timestamptz</c>: an instant in UTC. A long is Postgres' own count of microseconds, from a cursor.</summary>
    public static object Instant(object value) => value switch
    {
        DateTimeOffset at => at.UtcDateTime,
        DateTime { Kind: DateTimeKind.Unspecified } at => DateTime.SpecifyKind(at, DateTimeKind.Utc),
        DateTime at => at.ToUniversalTime(),
        _ => value,
    };

    /// <summary><c>timestamp</c>: a wall clock; with an offset given, the one in UTC.</summary>
    public static object Local(object value) => value switch
    {
        DateTimeOffset at => DateTime.SpecifyKind(at.UtcDateTime, DateTimeKind.Unspecified),
        DateTime at => DateTime.SpecifyKind(at, DateTimeKind.Unspecified),
        _ => value,
    };
}
