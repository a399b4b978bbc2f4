using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>A scalar that is a string in literals, in variables and in results, with one text format for all three.</summary>
internal abstract class TextCoercion<T>(string name) : ScalarCoercion
    where T : notnull
{
    public override bool TryParseLiteral(ValueNode literal, out object? value, out string? why)
    {
        value = null;
        if (literal is not StringValueNode text)
        {
            why = Refusal.Literal(name, literal);
            return false;
        }

        return TryRead(text.Value, out value, out why);
    }

    public override bool TryParseJson(JsonElement json, out object? value, out string? why)
    {
        value = null;
        if (!JsonText.TryGet(json, out var text))
        {
            why = Refusal.Json(name, json);
            return false;
        }

        return TryRead(text, out value, out why);
    }

    public override bool TryWrite(object value, JsonBuffer output)
    {
        if (value is not T typed && !TryConvert(value, out typed))
        {
            return false;
        }

        Write(typed, output);
        return true;
    }

    /// <summary>Reads the text format.</summary>
    protected abstract bool TryParse(string text, out T value);

    protected abstract void Write(T value, JsonBuffer output);

    /// <summary>Converts other .NET values that a resolver may return. Text is read as if a client had sent it.</summary>
    protected virtual bool TryConvert(object value, out T converted)
    {
        if (value is string text || (value is JsonElement json && JsonText.TryGet(json, out text!)))
        {
            return TryParse(text, out converted);
        }

        converted = default!;
        return false;
    }

    private bool TryRead(string text, out object? value, out string? why)
    {
        var fits = TryParse(text, out var parsed);
        value = fits ? parsed : null;
        why = fits ? null : Refusal.Format(name);
        return fits;
    }
}
