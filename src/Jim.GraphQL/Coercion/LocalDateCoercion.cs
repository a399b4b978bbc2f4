using System.Globalization;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// LocalDate: <c>2026-03-01</c>. Days for which .NET has no value stay text: <c>infinity</c>, <c>-infinity</c>, years beyond 9999
/// (<c>12026-03-01</c>) and before 1 (<c>0044-03-15 BC</c>).
/// </summary>
internal sealed class LocalDateCoercion() : TextCoercion<DateOnly>("LocalDate")
{
    protected override bool TryParse(string text, out DateOnly value) => IsoText.TryReadDate(text, out value);

    protected override void Write(DateOnly value, JsonBuffer output) =>
        output.WriteString(value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    protected override bool TryConvert(object value, out DateOnly converted)
    {
        if (value is DateTime moment)
        {
            converted = DateOnly.FromDateTime(moment);
            return true;
        }

        return base.TryConvert(value, out converted);
    }

    protected override bool IsBeyond(string text)
    {
        var rest = text.AsSpan();
        var isBefore = IsoText.TryCutEra(ref rest);
        return IsoText.IsInfinite(text) || IsoText.IsFarDate(rest, isBefore, yearDigitsMax: 7);
    }
}
