using System.Globalization;

namespace Jim.Postgres.Sql;

/// <summary>
/// Points in time as texts for Postgres to read. Npgsql would store the last day of .NET as <c>infinity</c>, and .NET has no values for
/// infinity, the years before 1 and beyond 9999, and 24:00:00, which come as texts already. Digits beyond microseconds are cut off.
/// </summary>
public static class TimeInput
{
    /// <summary>For <c>timestamptz</c>: the moment in UTC.</summary>
    public static object Instant(object value) => value switch
    {
        DateTimeOffset at => Format(at.UtcDateTime, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
        DateTime { Kind: DateTimeKind.Local } at => Instant(at.ToUniversalTime()),
        DateTime at => Format(at, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
        _ => value,
    };

    /// <summary>
    /// For <c>timestamp</c>, which has no zone: where the client gives an offset, the time in UTC, else the time as it is.
    /// </summary>
    public static object Local(object value) => value switch
    {
        DateTimeOffset at => Format(at.UtcDateTime, "yyyy-MM-dd'T'HH:mm:ss.ffffff"),
        DateTime at => Format(at, "yyyy-MM-dd'T'HH:mm:ss.ffffff"),
        _ => value,
    };

    /// <summary>For <c>date</c>.</summary>
    public static object Date(object value) => value is DateOnly date ? Format(date, "yyyy-MM-dd") : value;

    /// <summary>For <c>time</c>.</summary>
    public static object Time(object value) => value is TimeOnly time ? Format(time, "HH:mm:ss.ffffff") : value;

    private static string Format(IFormattable value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
