using System.Text.Json;

namespace Jim.GraphQL.Coercion;

/// <summary>
/// The JSON value of a variable in the place where a literal uses the variable. It is kept as JSON because syntax nodes for it would take
/// many times as much memory.
/// </summary>
internal sealed class JsonValueNode(JsonElement value) : ValueNode(SourceRange.None)
{
    public JsonElement Value { get; } = value;
}
