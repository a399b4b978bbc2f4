namespace Jim.Postgres.Sql;

/// <summary>Makes points in time into the values that Npgsql takes.</summary>
public static class TimeInput
{
    /// <summary>
    /// For <c>timestamptz</c>: the moment in UTC. A number, which comes from a cursor, stays as it is: Postgres' own count of microseconds
    /// since 2000-01-01.
    /// </summary>
    public static object Instant(object value) => value switch
    {
        DateTimeOffset at => at.UtcDateTime,
        DateTime { Kind: DateTimeKind.Unspecified } at => DateTime.SpecifyKind(at, DateTimeKind.Utc),
        DateTime at => at.ToUniversalTime(),
        _ => value,
    };

    /// <summary>
    /// For <c>timestamp</c>, which has no zone: where the client gives an offset, the time in UTC, else the time as it is.
    /// </summary>
    public static object Local(object value) => value switch
    {
        DateTimeOffset at => DateTime.SpecifyKind(at.UtcDateTime, DateTimeKind.Unspecified),
        DateTime at => DateTime.SpecifyKind(at, DateTimeKind.Unspecified),
        _ => value,
    };
}
