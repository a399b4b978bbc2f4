using System.Runtime.InteropServices;
using System.Text.Json;
using Jim.GraphQL.Coercion;
using Jim.GraphQL.Inputs;

namespace Jim.Postgres.Planning;

/// <summary>Measures and copies coerced input values that a plan keeps longer than the request that it was made for.</summary>
internal static class HeldValue
{
    /// <summary>
    /// About how many bytes a copy takes; <see cref="int.MaxValue"/> for a value that is not plain data and belongs to its request, such as
    /// an uploaded file.
    /// </summary>
    public static long Measure(object? value) => value switch
    {
        null or EnumValueDefinition => 0,
        string text => 2L * text.Length,
        byte[] bytes => bytes.Length,
        ExactDecimal number => 2L * number.Text.Length,
        JsonElement json => JsonMarshal.GetRawUtf8Value(json).Length,
        object?[] items => items.Sum(item => 8 + Measure(item)),
        InputObject input => input.Fields.Sum(field => 16 + Measure(field.Value)),
        Uri uri => 2L * uri.OriginalString.Length,
        ValueType => 16,
        _ => int.MaxValue,
    };

    /// <summary>
    /// A copy that keeps nothing else of the request in memory. A <see cref="JsonElement"/> refers to the whole text that it was read from,
    /// which holds all variables of the request, so its own text is parsed again. <see cref="JsonElement.Clone"/> does not help where the
    /// element is itself a part of a clone: it then still refers to the whole of that clone.
    /// </summary>
    public static object? Copy(object? value) => value switch
    {
        JsonElement json => JsonElement.Parse(JsonMarshal.GetRawUtf8Value(json), new JsonDocumentOptions { MaxDepth = 2000 }),
        object?[] items => Array.ConvertAll(items, Copy),
        InputObject input => new InputObject(input.Type, [.. input.Fields.Select(f => KeyValuePair.Create(f.Key, Copy(f.Value)))]),
        _ => value,
    };
}
