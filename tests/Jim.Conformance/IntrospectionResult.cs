using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Jim.Conformance;

/// <summary>
/// An introspection answer without what does not bind: free orders, descriptions of what is built in, the wording of default values.
/// </summary>
public static class IntrospectionResult
{
    private static readonly HashSet<string> SpecifiedScalars = [.. Scalars.Specification.Select(s => s.Name)];

    public static JsonElement Normalize(JsonElement data, Schema schema)
    {
        var node = JsonNode.Parse(data.GetRawText(), null, new JsonDocumentOptions { MaxDepth = 1000 });
        Visit(node, schema);
        return JsonElement.Parse(node?.ToJsonString() ?? "null", new JsonDocumentOptions { MaxDepth = 1000 });
    }

    private static void Visit(JsonNode? node, Schema schema)
    {
        switch (node)
        {
            case JsonArray items:
                foreach (var item in items)
                {
                    Visit(item, schema);
                }

                break;
            case JsonObject members:
                Simplify(members, schema);
                foreach (var (_, value) in members.ToList())
                {
                    Visit(value, schema);
                }

                break;
        }
    }

    private static void Simplify(JsonObject members, Schema schema)
    {
        if (members["name"]?.GetValue<string>() is { } name && members.ContainsKey("description"))
        {
            if (SpecifiedScalars.Contains(name) && members["kind"]?.GetValue<string>() == "SCALAR")
            {
                members.Remove("description");
            }
            else if (BuiltInDirectives.Contains(name) && members.ContainsKey("locations"))
            {
                members.Remove("description");
                foreach (var argument in members["args"] as JsonArray ?? [])
                {
                    argument!.AsObject().Remove("description");
                }
            }
        }

        Sort(members, "types", "directives", "possibleTypes");
        if (members["locations"] is JsonArray locations)
        {
            members["locations"] =
                new JsonArray([.. locations.Select(l =>
                    l!.GetValue<string>()).Where(l => l != "DIRECTIVE_DEFINITION").Select(l => JsonValue.Create(l))]);
        }

        if (members["defaultValue"] is JsonValue text)
        {
            members["defaultValue"] = Value(text.GetValue<string>(), members["type"], schema);
        }
    }

    private static void Sort(JsonObject members, params ReadOnlySpan<string> lists)
    {
        foreach (var list in lists)
        {
            if (members[list] is JsonArray items && items.All(i => i is JsonObject o && o.ContainsKey("name")))
            {
                members[list] = new JsonArray([.. items
                    .Where(i => list != "types" || !i!["name"]!.GetValue<string>().StartsWith("__", StringComparison.Ordinal))
                    .OrderBy(i => i!["name"]!.GetValue<string>(), StringComparer.Ordinal)
                    .Select(i => i!.DeepClone())]);
            }
        }
    }

    /// <summary>The coerced value of a default, where the answer says of which type it is; else its text.</summary>
    private static JsonValue Value(string text, JsonNode? type, Schema schema)
    {
        var literal = Parser.ParseConstValue(Encoding.UTF8.GetBytes(text), ParserOptions.Unlimited);
        var coerced = type is not null && TypeOf(type, schema) is { } known
            && LiteralCoercion.TryCoerce(new SchemaView(schema, RoleMask.Everyone), literal, known, VariableValues.None, out var value)
                ? Ordered(RuntimeJson.Of(value))?.ToJsonString() ?? "null"
                : Printer.Print(literal);
        return JsonValue.Create(coerced);
    }

    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p =>
            p.Key, StringComparer.Ordinal).Select(p => new KeyValuePair<string, JsonNode?>(p.Key, Ordered(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Ordered)]),
        _ => node?.DeepClone(),
    };

    private static GraphQLType? TypeOf(JsonNode type, Schema schema)
    {
        if (type["ofType"] is { } inner)
        {
            return TypeOf(inner, schema) is not { } known
                ? null : type["kind"]?.GetValue<string>() == "LIST" ? new ListType(known) : new NonNullType(known);
        }

        return type["name"]?.GetValue<string>() is { } name && schema.TryGetType(name, out var named) ? named : null;
    }
}
