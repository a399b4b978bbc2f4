using System.Globalization;
using System.Text;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// The value of a <c>Duration</c>. Its three parts stay apart, each with a sign of its own, because a month has no fixed number of days
/// and a day no fixed number of hours: <c>P1M</c> is not <c>P30D</c>, and <c>P1D</c> not <c>PT24H</c>.
/// </summary>
/// <param name="Months">Years and months.</param>
/// <param name="Days">Weeks and days.</param>
/// <param name="Microseconds">Hours, minutes and seconds.</param>
public readonly record struct IsoDuration(int Months, int Days, long Microseconds)
{
    private const long Second = 1_000_000;
    private const int TextMax = 64;

    /// <summary>
    /// Reads ISO 8601 (<c>P1Y2M3DT4H5M6.5S</c>, <c>P2W</c>), with signs before the whole or before any part of it. Weeks cannot be
    /// combined with other units. Digits of a fraction beyond microseconds are cut off.
    /// </summary>
    public static bool TryRead(string text, out IsoDuration value)
    {
        value = default;
        var rest = text.AsSpan();
        var sign = rest.StartsWith('-') ? -1 : 1;
        rest = sign < 0 ? rest[1..] : rest;
        return text.Length <= TextMax && rest.StartsWith('P') && new Reader(sign).TryRead(rest[1..], out value);
    }

    /// <summary>ISO 8601 with a sign before each part that is negative, as Postgres reads and writes it: <c>P-1M2DT-3.5S</c>.</summary>
    public override string ToString() => Format(1);

    /// <summary>As <see cref="ToString"/>, but with one sign before the whole where no part is positive: <c>-P1M14D</c>.</summary>
    public string ToTextWithOneSign() => Months <= 0 && Days <= 0 && Microseconds <= 0 && this != default ? $"-{Format(-1)}" : ToString();

    private string Format(int sign)
    {
        var text = new StringBuilder("P");
        Append(text, sign * (Months / 12L), 'Y');
        Append(text, sign * (Months % 12L), 'M');
        Append(text, sign * (long)Days, 'D');
        if (Microseconds != 0)
        {
            text.Append('T');
            Append(text, sign * (Microseconds / (3600 * Second)), 'H');
            Append(text, sign * (Microseconds / (60 * Second) % 60), 'M');
            AppendSeconds(text, sign * (Microseconds % (60 * Second)));
        }

        return text.Length == 1 ? "PT0S" : text.ToString();
    }

    private static void Append(StringBuilder text, long amount, char unit)
    {
        if (amount != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{amount}").Append(unit);
        }
    }

    private static void AppendSeconds(StringBuilder text, long microseconds)
    {
        if (microseconds == 0)
        {
            return;
        }

        text.Append(microseconds < 0 ? "-" : "").Append(CultureInfo.InvariantCulture, $"{Math.Abs(microseconds) / Second}");
        var fraction = Math.Abs(microseconds) % Second;
        if (fraction != 0)
        {
            text.Append('.').Append(fraction.ToString("D6", CultureInfo.InvariantCulture).TrimEnd('0'));
        }

        text.Append('S');
    }

    /// <summary>Reads what follows the <c>P</c>: parts in the order of their size, each unit at most once.</summary>
    private ref struct Reader(int sign)
    {
        private Int128 _months;
        private Int128 _days;
        private Int128 _microseconds;

        public bool TryRead(ReadOnlySpan<char> text, out IsoDuration value)
        {
            value = default;
            var clock = text.IndexOf('T');
            var fits = text switch
            {
                [.. var weeks, 'W'] => TryReadWhole(weeks, 7, ref _days),
                _ when clock < 0 => TryReadParts(text, "YMD"),
                _ => (clock == 0 || TryReadParts(text[..clock], "YMD")) && TryReadParts(text[(clock + 1)..], "HMS"),
            };
            if (!fits || !IsWithin(_months, int.MinValue, int.MaxValue) || !IsWithin(_days, int.MinValue, int.MaxValue)
                || !IsWithin(_microseconds, long.MinValue, long.MaxValue))
            {
                return false;
            }

            value = new IsoDuration((int)_months, (int)_days, (long)_microseconds);
            return true;
        }

        private static bool IsWithin(Int128 amount, long least, long most) => amount >= least && amount <= most;

        private bool TryReadParts(ReadOnlySpan<char> text, string units)
        {
            if (text.IsEmpty)
            {
                return false;
            }

            for (var from = 0; !text.IsEmpty;)
            {
                var length = text.IndexOfAnyExceptInRange('-', '9');
                var unit = length < 0 ? -1 : units.IndexOf(text[length], from);
                if (unit < 0 || !TryAdd(text[..length], units[unit], isClock: units[0] == 'H'))
                {
                    return false;
                }

                from = unit + 1;
                text = text[(length + 1)..];
            }

            return true;
        }

        private bool TryAdd(ReadOnlySpan<char> amount, char unit, bool isClock) => (unit, isClock) switch
        {
            ('Y', _) => TryReadWhole(amount, 12, ref _months),
            ('M', false) => TryReadWhole(amount, 1, ref _months),
            ('D', _) => TryReadWhole(amount, 1, ref _days),
            ('H', _) => TryReadWhole(amount, 3600 * Second, ref _microseconds),
            ('M', true) => TryReadWhole(amount, 60 * Second, ref _microseconds),
            _ => TryReadSeconds(amount),
        };

        private readonly bool TryReadWhole(ReadOnlySpan<char> amount, long unit, ref Int128 sum)
        {
            var fits = long.TryParse(amount, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
            sum += sign * (Int128)number * unit;
            return fits;
        }

        private bool TryReadSeconds(ReadOnlySpan<char> amount)
        {
            var point = amount.IndexOf('.');
            if (point < 0)
            {
                return TryReadWhole(amount, Second, ref _microseconds);
            }

            var digits = amount[(point + 1)..];
            if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            Int128 whole = 0;
            var fits = TryReadWhole(amount[..point], Second, ref whole);
            var fraction = long.Parse(digits[..Math.Min(6, digits.Length)].ToString().PadRight(6, '0'), CultureInfo.InvariantCulture);
            _microseconds += whole + ((amount[0] == '-' ? -sign : sign) * (Int128)fraction);
            return fits;
        }
    }
}
