using System.Globalization;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>LocalDate: <c>2026-03-01</c>.</summary>
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
}
