using System.Globalization;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// DateTime: <c>2026-03-01T10:00:00Z</c>. A date, a time with seconds and an offset are required. Up to nine digits of a fraction are read;
/// seven of them (100 ns) are kept, and written without trailing zeros. A <see cref="DateTime"/> of unspecified kind counts as UTC.
/// Instants for which .NET has no value stay text, and are given in UTC: <c>infinity</c>, <c>-infinity</c>, years beyond 9999
/// (<c>12026-03-01T10:00:00Z</c>) and before 1 (<c>0044-03-15T10:00:00Z BC</c>).
/// </summary>
internal sealed class DateTimeCoercion() : TextCoercion<DateTimeOffset>("DateTime")
{
    protected override bool TryParse(string text, out DateTimeOffset value)
    {
        value = default;
        if (text.Length < 20 || text[10] is not ('T' or 't') || !IsoText.TryReadDate(text.AsSpan(0, 10), out var date)
            || !IsoText.TryReadTime(text.AsSpan(11), out var time, out var length)
            || !TryReadOffset(text.AsSpan(11 + length), out var offset))
        {
            return false;
        }

        var utc = date.ToDateTime(time).Ticks - offset.Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        value = new DateTimeOffset(date.ToDateTime(time), offset);
        return true;
    }

    protected override void Write(DateTimeOffset value, JsonBuffer output)
    {
        Span<byte> text = stackalloc byte[40];
        var format = value.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz";
        value.TryFormat(text, out var written, format, CultureInfo.InvariantCulture);
        output.WriteByte((byte)'"');
        output.WriteRaw(text[..written]);
        output.WriteByte((byte)'"');
    }

    protected override bool TryConvert(object value, out DateTimeOffset converted)
    {
        if (value is DateTime moment)
        {
            converted = moment.Kind == DateTimeKind.Unspecified ? new DateTimeOffset(moment, TimeSpan.Zero) : new DateTimeOffset(moment);
            return true;
        }

        return base.TryConvert(value, out converted);
    }

    protected override bool IsBeyond(string text)
    {
        var rest = text.AsSpan();
        var isBefore = IsoText.TryCutEra(ref rest);
        var date = rest.IndexOf('T');
        return IsoText.IsInfinite(text)
            || (date > 0 && IsoText.IsFarDate(rest[..date], isBefore, yearDigitsMax: 6)
                && IsoText.TryReadTime(rest[(date + 1)..], out _, out var length)
                && rest[(date + 1 + length)..] is "Z");
    }

    private static bool TryReadOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z" or "z")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !IsoText.TryReadDigits(text[1..3], out var hours) || !IsoText.TryReadDigits(text[4..6], out var minutes)
            || minutes > 59 || (hours * 60) + minutes > 14 * 60)
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0);
        offset = text[0] == '-' ? -offset : offset;
        return true;
    }
}
