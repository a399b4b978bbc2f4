using System.Runtime.InteropServices;
using System.Text.Json;
using Jim.GraphQL.Inputs;
using Jim.GraphQL.Types;

namespace Jim.Postgres.Planning;

/// <summary>Coerced input values as a plan may hold them after the request that it was made for.</summary>
internal static class HeldValue
{
    /// <summary>
    /// About how many bytes a copy takes; <see cref="int.MaxValue"/> for what is no plain data and belongs to its request, such as an
    /// uploaded file.
    /// </summary>
    public static long Measure(object? value) => value switch
    {
        null or EnumValueDefinition => 0,
        string text => 2L * text.Length,
        byte[] bytes => bytes.Length,
        JsonElement json => JsonMarshal.GetRawUtf8Value(json).Length,
        object?[] items => items.Sum(item => 8 + Measure(item)),
        InputObject input => input.Fields.Sum(field => 16 + Measure(field.Value)),
        Uri uri => 2L * uri.OriginalString.Length,
        ValueType => 16,
        _ => int.MaxValue,
    };

    /// <summary>
    /// The value without what it belonged to: a <see cref="JsonElement"/> refers to the whole text that it was read from, which is all
    /// variables of the request. <see cref="JsonElement.Clone"/> is of no use: a part of a clone still refers to the whole clone.
    /// </summary>
    public static object? Copy(object? value) => value switch
    {
        JsonElement json => JsonElement.Parse(JsonMarshal.GetRawUtf8Value(json), new JsonDocumentOptions { MaxDepth = 2000 }),
        object?[] items => Array.ConvertAll(items, Copy),
        InputObject input => new InputObject(input.Type, [.. input.Fields.Select(f => KeyValuePair.Create(f.Key, Copy(f.Value)))]),
        _ => value,
    };
}
