using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>Float (spec 3.5.2): a finite double.</summary>
internal sealed class FloatCoercion() : NumberCoercion<double>("Float")
{
    protected override bool TryParse(string digits, out double number) =>
        double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    protected override bool TryRead(JsonElement json, out double number) =>
        Numbers.TryGetDouble(json, out number) && double.IsFinite(number);

    protected override bool TryConvert(object value, out double number) => Numbers.TryGetDouble(value, out number);

    protected override void Write(double number, JsonBuffer output) => output.WriteNumber(number);
}
