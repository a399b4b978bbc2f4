using System.Globalization;
using System.Text.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>Whole and broken numbers out of the forms in which resolvers and clients give them.</summary>
internal static class Numbers
{
    /// <summary>A whole number within 64 bits; <c>1.0</c> and <c>1e3</c> are whole (JSON has one kind of number).</summary>
    public static bool TryGetWhole(JsonElement json, out long value)
    {
        value = 0;
        if (json.ValueKind != JsonValueKind.Number)
        {
            return false;
        }

        return json.TryGetInt64(out value) || (json.TryGetDecimal(out var broken) && TryGetWhole(broken, out value));
    }

    public static bool TryGetWhole(object given, out long value)
    {
        switch (given)
        {
            case int i:
                value = i;
                return true;
            case long l:
                value = l;
                return true;
            case short or byte or sbyte or ushort or uint:
                value = Convert.ToInt64(given, CultureInfo.InvariantCulture);
                return true;
            case ulong u:
                value = unchecked((long)u);
                return u <= long.MaxValue;
            case decimal m:
                return TryGetWhole(m, out value);
            case double or float:
                return TryGetWhole(Convert.ToDouble(given, CultureInfo.InvariantCulture), out value);
            case JsonElement json:
                return TryGetWhole(json, out value);
            default:
                value = 0;
                return false;
        }
    }

    /// <summary>A finite double; <c>1e400</c> is none.</summary>
    public static bool TryGetDouble(object given, out double value)
    {
        switch (given)
        {
            case double or float or int or long or short or byte or sbyte or ushort or uint or ulong or decimal:
                value = Convert.ToDouble(given, CultureInfo.InvariantCulture);
                return double.IsFinite(value);
            case JsonElement { ValueKind: JsonValueKind.Number } json:
                return json.TryGetDouble(out value) && double.IsFinite(value);
            default:
                value = 0;
                return false;
        }
    }

    public static bool TryGetDecimal(object given, out decimal value)
    {
        switch (given)
        {
            case decimal m:
                value = m;
                return true;
            case int or long or short or byte or sbyte or ushort or uint or ulong:
                value = Convert.ToDecimal(given, CultureInfo.InvariantCulture);
                return true;
            case double or float:
                var broken = Convert.ToDouble(given, CultureInfo.InvariantCulture);
                var fits = Math.Abs(broken) < (double)decimal.MaxValue;
                value = fits ? (decimal)broken : 0;
                return fits;
            default:
                value = 0;
                return false;
        }
    }

    private static bool TryGetWhole(decimal broken, out long value)
    {
        var fits = decimal.Truncate(broken) == broken && broken is >= long.MinValue and <= long.MaxValue;
        value = fits ? (long)broken : 0;
        return fits;
    }

    private static bool TryGetWhole(double broken, out long value)
    {
        // Above 2^53 a double no longer tells which whole number was meant.
        var fits = Math.Truncate(broken) == broken && Math.Abs(broken) <= 9007199254740992;
        value = fits ? (long)broken : 0;
        return fits;
    }

    /// <summary>The digits of a literal that is a number, as they were written; null for a literal of another kind.</summary>
    public static string? GetDigits(ValueNode literal) => literal switch
    {
        IntValueNode whole => whole.Text,
        FloatValueNode broken => broken.Text,
        _ => null,
    };
}
