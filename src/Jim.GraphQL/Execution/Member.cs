using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Execution;

/// <summary>Reads the value of a field that has no resolver: the member of the parent value that has the field's name.</summary>
internal static class Member
{
    private static readonly ConcurrentDictionary<(Type, string), PropertyInfo?> Properties = [];

    /// <summary>
    /// Reads an entry of a dictionary, a property of a JSON object, or a public property regardless of case. Null when there is none.
    /// </summary>
    public static object? Read(object? source, string name) => source switch
    {
        null => null,
        IReadOnlyDictionary<string, object?> entries => entries.TryGetValue(name, out var value) ? value : null,
        JsonElement json => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null,
        _ => Properties.GetOrAdd((source.GetType(), name), Find)?.GetValue(source),
    };

    /// <summary>The text of a value; null when the value is not text.</summary>
    public static string? ReadText(object? value) => value switch
    {
        string s => s,
        JsonElement json => JsonText.TryGet(json, out var text) ? text : null,
        _ => null,
    };

    private static PropertyInfo? Find((Type Type, string Name) key) =>
        key.Type.GetProperty(key.Name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
}
