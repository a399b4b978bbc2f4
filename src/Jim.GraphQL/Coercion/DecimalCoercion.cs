using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>Decimal: a JSON number up to 79228162514264337593543950335, kept exactly.</summary>
internal sealed class DecimalCoercion() : NumberCoercion<decimal>("Decimal")
{
    protected override bool TryParse(string digits, out decimal number) =>
        decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    protected override bool TryRead(JsonElement json, out decimal number) => json.TryGetDecimal(out number);

    protected override bool TryConvert(object value, out decimal number) => Numbers.TryGetDecimal(value, out number);

    protected override void Write(decimal number, JsonBuffer output) => output.WriteNumber(number);
}
