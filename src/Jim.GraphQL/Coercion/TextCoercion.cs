using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// A scalar that is a string in literals, in variables and in results, with one text format for all three. The value is a
/// <typeparamref name="T"/>, or the text itself where Postgres has values for which .NET has none.
/// </summary>
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
        if (value is T typed || TryConvert(value, out typed))
        {
            Write(typed, output);
            return true;
        }

        if (ReadText(value) is { } text && IsBeyond(text))
        {
            output.WriteString(text);
            return true;
        }

        return false;
    }

    /// <summary>Reads the text format.</summary>
    protected abstract bool TryParse(string text, out T value);

    protected abstract void Write(T value, JsonBuffer output);

    /// <summary>True for the text of a value that <typeparamref name="T"/> cannot hold, as <c>infinity</c>: the text is the
    /// value.</summary>
    protected virtual bool IsBeyond(string text) => false;

    /// <summary>Converts other .NET values that a resolver may return. Text is read as if a client had sent it.</summary>
    protected virtual bool TryConvert(object value, out T converted)
    {
        if (ReadText(value) is { } text)
        {
            return TryParse(text, out converted);
        }

        converted = default!;
        return false;
    }

    private bool TryRead(string text, out object? value, out string? why)
    {
        value = TryParse(text, out var parsed) ? parsed : IsBeyond(text) ? text : null;
        why = value is null ? Refusal.Format(name) : null;
        return value is not null;
    }

    private static string? ReadText(object value) =>
        value as string ?? (value is JsonElement json && JsonText.TryGet(json, out var text) ? text : null);
}
