using System.Globalization;
using System.Text.Json;

namespace Jim.Server.Http;

/// <summary>
/// A value inside a request's variables, and the values below it by name or index. The members of an object or list are read once, when the
/// first of them is asked for: scanning a list of tens of thousands of items for each of many places would take seconds.
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
