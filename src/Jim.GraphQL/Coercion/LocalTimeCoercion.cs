using System.Globalization;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// LocalTime: <c>13:05:09</c>, written with a fraction of up to seven digits and without trailing zeros. <c>24:00:00</c>, the end of a
/// day, which .NET does not have, stays text.
/// </summary>
internal sealed class LocalTimeCoercion() : TextCoercion<TimeOnly>("LocalTime")
{
    protected override bool TryParse(string text, out TimeOnly value) =>
        IsoText.TryReadTime(text, out value, out var length) && length == text.Length;

    protected override void Write(TimeOnly value, JsonBuffer output) =>
        output.WriteString(value.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));

    protected override bool IsBeyond(string text) => text == "24:00:00";
}
