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
