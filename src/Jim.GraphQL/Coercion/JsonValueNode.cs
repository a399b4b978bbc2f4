using System.Text.Json;
using Jim.GraphQL.Language;

namespace Jim.GraphQL.Coercion;

/// <summary>A variable's JSON where a literal has the variable: copied as it is, for as nodes it would be many times as large.</summary>
internal sealed class JsonValueNode(JsonElement value) : ValueNode(SourceRange.None)
{
    public JsonElement Value { get; } = value;
}
