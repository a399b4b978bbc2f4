using System.Text.Encodings.Web;
using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// Any: every JSON value, and the rule for scalars that a schema names but nobody gave a meaning. The runtime value is a
/// <see cref="JsonElement"/>.
/// </summary>
internal sealed class AnyCoercion : ScalarCoercion
{
    private static readonly JsonWriterOptions Relaxed =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonSerializerOptions Serializing = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public override bool TryParseLiteral(ValueNode literal, out object? value, out string? why)
    {
        var fits = JsonLiteral.TryRead(literal, out var json);
        value = fits ? json : null;
        why = fits ? null : Refusal.Literal("Any", literal);
        return fits;
    }

    public override bool TryParseJson(JsonElement json, out object? value, out string? why)
    {
        var fits = JsonText.IsSound(json);
        value = fits ? json : null;
        why = fits ? null : Refusal.Format("Any");
        return fits;
    }

    public override bool TryWrite(object value, JsonBuffer output)
    {
        if (value is not JsonElement json)
        {
            output.WriteRaw(JsonSerializer.SerializeToUtf8Bytes(value, Serializing));
            return true;
        }

        if (!JsonText.IsSound(json))
        {
            return false;
        }

        using var writer = new Utf8JsonWriter(output, Relaxed);
        json.WriteTo(writer);
        return true;
    }
}
