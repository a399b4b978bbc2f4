namespace Jim.Postgres.Values;

/// <summary>Writes dates and times as ASCII text. Each method returns how many bytes it wrote.</summary>
internal static class TimeText
{
    /// <summary><c>2026-03-01</c>, ten bytes.</summary>
    public static int Date(DateOnly date, Span<byte> text)
    {
        Digits(date.Year, 4, text);
        text[4] = text[7] = (byte)'-';
        Digits(date.Month, 2, text[5..]);
        Digits(date.Day, 2, text[8..]);
        return 10;
    }

    /// <summary>
    /// A day of any year that Postgres has: before year 1 its number counts backwards and <paramref name="isBeforeYearOne"/> says so; then
    /// it has more than ten bytes, as it has for years beyond 9999.
    /// </summary>
    /// <param name="day">Days since 0001-01-01.</param>
    /// <param name="text">Room for 13 bytes.</param>
    /// <param name="isBeforeYearOne">The year is one before Christ.</param>
    public static int FarDate(long day, Span<byte> text, out bool isBeforeYearOne)
    {
        // The calendar repeats itself after 400 years, which have 146,097 days.
        var cycle = Math.DivRem(day, 146_097, out var within);
        (cycle, within) = within < 0 ? (cycle - 1, within + 146_097) : (cycle, within);
        var near = DateOnly.FromDayNumber((int)within);
        var year = (cycle * 400) + near.Year;
        isBeforeYearOne = year <= 0;
        var told = (int)(isBeforeYearOne ? 1 - year : year);
        var digits = told switch { > 999_999 => 7, > 99_999 => 6, > 9_999 => 5, _ => 4 };
        Digits(told, digits, text);
        text[digits] = text[digits + 3] = (byte)'-';
        Digits(near.Month, 2, text[(digits + 1)..]);
        Digits(near.Day, 2, text[(digits + 4)..]);
        return digits + 6;
    }

    /// <summary><c>13:05:09</c>, and the fraction of the second where there is one: 8 to 16 bytes.</summary>
    /// <param name="ticks">Since midnight, 100 ns each.</param>
    /// <param name="text">Room for the text.</param>
    public static int Time(long ticks, Span<byte> text)
    {
        Digits((int)(ticks / TimeSpan.TicksPerHour), 2, text);
        Digits((int)(ticks / TimeSpan.TicksPerMinute % 60), 2, text[3..]);
        Digits((int)(ticks / TimeSpan.TicksPerSecond % 60), 2, text[6..]);
        text[2] = text[5] = (byte)':';
        return 8 + Fraction((int)(ticks % TimeSpan.TicksPerSecond), text[8..]);
    }

    /// <summary>A point and up to seven digits without zeros at the end, such as <c>.25</c>; nothing for a whole second.</summary>
    /// <param name="ticks">Of the second, 100 ns each.</param>
    /// <param name="text">Room for the text.</param>
    public static int Fraction(int ticks, Span<byte> text)
    {
        if (ticks == 0)
        {
            return 0;
        }

        text[0] = (byte)'.';
        Digits(ticks, 7, text[1..]);
        var length = 8;
        while (text[length - 1] == '0')
        {
            length--;
        }

        return length;
    }

    private static void Digits(int number, int count, Span<byte> text)
    {
        for (var i = count - 1; i >= 0; i--, number /= 10)
        {
            text[i] = (byte)('0' + (number % 10));
        }
    }
}
