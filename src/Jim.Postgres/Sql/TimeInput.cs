namespace Jim.Postgres.Sql;

/// <summary>Makes points in time into the values that Npgsql takes.</summary>
public static class TimeInput
{
    /// <summary>For <c>timestamptz</c>: an instant in UTC. A long comes from a cursor and is Postgres' own count of microseconds.</summary>
    public static object Instant(object value) => value switch
    {
        DateTimeOffset at => at.UtcDateTime,
        DateTime { Kind: DateTimeKind.Unspecified } at => DateTime.SpecifyKind(at, DateTimeKind.Utc),
        DateTime at => at.ToUniversalTime(),
        _ => value,
    };

    /// <summary>For <c>timestamp</c>: a local time without zone; where the client gives an offset, the time in UTC.</summary>
    public static object Local(object value) => value switch
    {
        DateTimeOffset at => DateTime.SpecifyKind(at.UtcDateTime, DateTimeKind.Unspecified),
        DateTime at => DateTime.SpecifyKind(at, DateTimeKind.Unspecified),
        _ => value,
    };
}
