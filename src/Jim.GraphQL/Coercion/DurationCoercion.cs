using System.Xml;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// Duration: ISO 8601, such as <c>P1DT2H30M</c>, as an <see cref="IsoDuration"/>. <c>infinity</c> and <c>-infinity</c>, which Postgres has
/// since version 17, stay text.
/// </summary>
internal sealed class DurationCoercion() : TextCoercion<IsoDuration>("Duration")
{
    public override bool TryWrite(object value, JsonBuffer output)
    {
        if (value is not TimeSpan span)
        {
            return base.TryWrite(value, output);
        }

        output.WriteString(XmlConvert.ToString(span));
        return true;
    }

    protected override bool TryParse(string text, out IsoDuration value) => IsoDuration.TryRead(text, out value);

    protected override void Write(IsoDuration value, JsonBuffer output) => output.WriteString(value.ToTextWithOneSign());

    protected override bool IsBeyond(string text) => IsoText.IsInfinite(text);
}
