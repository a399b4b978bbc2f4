using System.Globalization;

namespace Jim.GraphQL.Coercion;

/// <summary>Strict readers for the parts of ISO 8601 that the date and time scalars have in common.</summary>
internal static class IsoText
{
    /// <summary>Reads <c>yyyy-MM-dd</c>. False unless that day exists in the calendar.</summary>
    public static bool TryReadDate(ReadOnlySpan<char> text, out DateOnly date)
    {
        date = default;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-' || !TryReadDigits(text[..4], out var year)
            || !TryReadDigits(text[5..7], out var month) || !TryReadDigits(text[8..10], out var day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateOnly(year, month, day);
        return true;
    }

    /// <summary>True for Postgres' words for what is later, or earlier, than everything else.</summary>
    public static bool IsInfinite(string text) => text is "infinity" or "-infinity";

    /// <summary>Takes <c> BC</c> off the end, which Postgres writes there for the years before 1.</summary>
    public static bool TryCutEra(ref ReadOnlySpan<char> text)
    {
        var isBefore = text.EndsWith(" BC");
        text = isBefore ? text[..^3] : text;
        return isBefore;
    }

    /// <summary>
    /// True for an existing day in the form <c>yyyy-MM-dd</c> whose year has more than four digits, or lies before 1. As Postgres does it,
    /// the Gregorian calendar is continued into the past, where the year before 1 is 1 BC.
    /// </summary>
    public static bool IsFarDate(ReadOnlySpan<char> text, bool isBeforeYearOne, int yearDigitsMax)
    {
        var digits = text.IndexOf('-');
        if (digits < 4 || digits > yearDigitsMax || (digits == 4 && !isBeforeYearOne) || (digits > 4 && text[0] == '0')
            || !TryReadDigits(text[..digits], out var year) || year == 0)
        {
            return false;
        }

        // A year of the calendar's cycle of 400 years that .NET has, with the same leap day.
        Span<char> near = stackalloc char[10];
        var sameLeap = isBeforeYearOne ? 2000 + ((1 - year) % 400) : 2000 + (year % 400);
        return text.Length == digits + 6 && sameLeap.TryFormat(near, out _, "D4", CultureInfo.InvariantCulture)
            && text[digits..].TryCopyTo(near[4..]) && TryReadDate(near, out _);
    }

    /// <summary>
    /// Reads <c>HH:mm:ss</c> at the start of the text, and one to nine digits of a fraction if a dot follows. <paramref name="length"/> is
    /// the number of characters read.
    /// </summary>
    public static bool TryReadTime(ReadOnlySpan<char> text, out TimeOnly time, out int length)
    {
        time = default;
        length = 8;
        if (text.Length < 8 || text[2] != ':' || text[5] != ':' || !TryReadDigits(text[..2], out var hour)
            || !TryReadDigits(text[3..5], out var minute) || !TryReadDigits(text[6..8], out var second)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var ticks = new TimeSpan(hour, minute, second).Ticks;
        if (text.Length > 8 && text[8] == '.')
        {
            var digits = 0;
            long unit = TimeSpan.TicksPerSecond;
            while (9 + digits < text.Length && char.IsAsciiDigit(text[9 + digits]))
            {
                unit /= 10;
                ticks += (text[9 + digits] - '0') * unit;
                digits++;
            }

            if (digits is 0 or > 9)
            {
                return false;
            }

            length = 9 + digits;
        }

        time = new TimeOnly(ticks);
        return true;
    }

    public static bool TryReadDigits(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            number = (number * 10) + (c - '0');
        }

        return true;
    }
}
