using System.Globalization;
using System.Text.Json.Nodes;

namespace Jim.Testing;

/// <summary>Applies JSON Patches (RFC 6902) of the operations add, remove and replace, as a client does.</summary>
public static class PatchedJson
{
    /// <summary>A new value; the given one stays as it is. Throws where an operation does not fit.</summary>
    public static JsonNode? Apply(JsonNode? value, JsonArray patch)
    {
        var root = new JsonObject { ["root"] = value?.DeepClone() };
        foreach (var operation in patch)
        {
            var path = (string)operation!["path"]!;
            var steps = path.Length == 0 ? [] : path[1..].Split('/').Select(Unescape).ToArray();
            JsonNode parent = root;
            var last = "root";
            foreach (var step in steps)
            {
                parent = Step(parent, last)!;
                last = step;
            }

            Apply(parent, last, (string)operation["op"]!, operation["value"]?.DeepClone());
        }

        return root["root"]?.DeepClone();
    }

    private static void Apply(JsonNode parent, string step, string operation, JsonNode? value)
    {
        switch (parent, operation)
        {
            case (JsonObject members, "add"):
                members.Add(step, value);
                break;
            case (JsonObject members, "replace") when members.ContainsKey(step):
                members[step] = value;
                break;
            case (JsonObject members, "remove") when members.Remove(step):
                break;
            case (JsonArray items, "add"):
                items.Insert(Index(step), value);
                break;
            case (JsonArray items, "replace"):
                items[Index(step)] = value;
                break;
            case (JsonArray items, "remove"):
                items.RemoveAt(Index(step));
                break;
            default:
                throw new InvalidOperationException($"{operation} does not fit at {step} of {parent.ToJsonString()}");
        }
    }

    private static JsonNode? Step(JsonNode parent, string step) => parent is JsonArray items ? items[Index(step)] : parent[step];

    private static int Index(string step) => int.Parse(step, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Unescape(string step) =>
        step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
