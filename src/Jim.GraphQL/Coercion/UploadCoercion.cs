using System.Text.Json;
using Jim.GraphQL.Json;
using Jim.GraphQL.Language;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// Upload: in only, and only by multipart. Its runtime value is what the transport handed in beside the variables; a literal or a JSON
/// value never is a file.
/// </summary>
internal sealed class UploadCoercion : ScalarCoercion
{
    public override bool TryParseLiteral(ValueNode literal, out object? value, out string? why)
    {
        value = null;
        why = Refusal.Literal("Upload", literal);
        return false;
    }

    public override bool TryParseJson(JsonElement json, out object? value, out string? why)
    {
        value = null;
        why = Refusal.Json("Upload", json);
        return false;
    }

    public override bool TryWrite(object value, JsonBuffer output) => false;
}
