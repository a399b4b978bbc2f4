using System.Globalization;
using System.Text.Json;

namespace Jim.Server.Http;

/// <summary>
/// A value inside a request's variables, and those below it by name or index. Objects and lists are read once when somebody goes below
/// them: a map may name tens of thousands of places, and looking for each among as many members takes seconds.
/// </summary>
internal sealed class VariablePlace(JsonElement value)
{
    private Dictionary<string, VariablePlace>? _members;
    private VariablePlace[]? _items;

    public bool IsNull => value.ValueKind == JsonValueKind.Null;

    /// <summary>The place below this one by its name or index; null: there is none.</summary>
    public VariablePlace? Below(string segment) => value.ValueKind switch
    {
        JsonValueKind.Object => (_members ??= Members()).GetValueOrDefault(segment),
        JsonValueKind.Array when int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) =>
            (_items ??= [.. value.EnumerateArray().Select(item => new VariablePlace(item))]) is var items && index < items.Length
                ? items[index]
                : null,
        _ => null,
    };

    private Dictionary<string, VariablePlace> Members()
    {
        var members = new Dictionary<string, VariablePlace>(StringComparer.Ordinal);
        try
        {
            foreach (var member in value.EnumerateObject())
            {
                members[member.Name] = new VariablePlace(member.Value);
            }
        }
        catch (InvalidOperationException)
        {
            // A name that is not valid text: the object has no places, and coercing its variable will say why.
            members.Clear();
        }

        return members;
    }
}
