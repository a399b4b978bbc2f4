using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>A scalar that is a JSON number, whole or with a fraction, within the range of <typeparamref name="T"/>.</summary>
internal abstract class NumberCoercion<T>(string name) : ScalarCoercion
    where T : struct
{
    public override bool TryParseLiteral(ValueNode literal, out object? value, out string? why)
    {
        value = null;
        if (Numbers.GetDigits(literal) is not { } digits)
        {
            why = Refusal.Literal(name, literal);
            return false;
        }

        return Fit(TryParse(digits, out var number), number, out value, out why);
    }

    public override bool TryParseJson(JsonElement json, out object? value, out string? why)
    {
        value = null;
        if (json.ValueKind != JsonValueKind.Number)
        {
            why = Refusal.Json(name, json);
            return false;
        }

        return Fit(TryRead(json, out var number), number, out value, out why);
    }

    public override bool TryWrite(object value, JsonBuffer output)
    {
        if (!TryConvert(value, out var number))
        {
            return false;
        }

        Write(number, output);
        return true;
    }

    /// <summary>Reads the digits of a literal; false where the number is out of range.</summary>
    protected abstract bool TryParse(string digits, out T number);

    /// <summary>Reads a JSON number; false where it is out of range.</summary>
    protected abstract bool TryRead(JsonElement json, out T number);

    /// <summary>Takes what a resolver returned; false where it is no such number.</summary>
    protected abstract bool TryConvert(object value, out T number);

    protected abstract void Write(T number, JsonBuffer output);

    private bool Fit(bool fits, T number, out object? value, out string? why)
    {
        value = fits ? number : null;
        why = fits ? null : Refusal.Range(name);
        return fits;
    }
}
