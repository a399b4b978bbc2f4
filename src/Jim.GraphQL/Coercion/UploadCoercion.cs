using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// Upload: an input type for files of a multipart request. The HTTP layer passes the files in beside the variables, and such a file is the
/// value. A literal or a JSON value is never a file, so both are refused.
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
