using System.Xml;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// Duration: ISO 8601, such as <c>P1DT2H30M</c>. A year counts as 365 days and a month as 30, as in .NET. Weeks cannot be combined with
/// other units (<c>P2W</c>).
/// </summary>
internal sealed class DurationCoercion() : TextCoercion<TimeSpan>("Duration")
{
    protected override bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        var negative = text.StartsWith('-');
        var body = text.AsSpan(negative ? 1 : 0);
        if (body.Length is > 2 and < 10 && body[0] == 'P' && body[^1] == 'W' && IsoText.TryReadDigits(body[1..^1], out var weeks))
        {
            var fits = weeks <= TimeSpan.MaxValue.Days / 7;
            value = fits ? TimeSpan.FromDays(negative ? -7 * weeks : 7 * weeks) : default;
            return fits;
        }

        try
        {
            value = XmlConvert.ToTimeSpan(text);
            return text.Length <= 64;
        }
        catch (FormatException)
        {
            return false;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    protected override void Write(TimeSpan value, JsonBuffer output) => output.WriteString(XmlConvert.ToString(value));
}
