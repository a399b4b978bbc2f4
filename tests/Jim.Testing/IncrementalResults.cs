using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Jim.Testing;

/// <summary>The results of an answer in parts put together, as a client does it.</summary>
public static class IncrementalResults
{
    /// <summary>What a client has in the end, of either format.</summary>
    public static JsonNode Merged(IReadOnlyList<JsonNode> results)
    {
        var data = results[0]["data"]!.DeepClone();
        var paths = results.SelectMany(r => r["pending"]?.AsArray() ?? []).ToDictionary(p => (string)p!["id"]!, p => p!["path"]!.AsArray());
        foreach (var patch in results.SelectMany(r => r["incremental"]?.AsArray() ?? []))
        {
            Assert.Null(patch!["errors"]);
            var path = (patch["path"]?.AsArray() ?? paths[(string)patch["id"]!]).Select(p => p!).ToList();
            if (patch["items"] is { } items)
            {
                var steps = path[^1].GetValueKind() == JsonValueKind.Number ? path[..^1] : path;
                var list = At(data, steps).AsArray();
                Assert.True(path.Count == steps.Count || (int)path[^1] == list.Count);
                foreach (var item in items.AsArray())
                {
                    list.Add(item?.DeepClone());
                }
            }
            else
            {
                Merge(At(data, path), patch["data"]!);
            }
        }

        return data;
    }

    /// <summary>Parts arrive in another order than the selection's, so members are compared by name.</summary>
    public static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => KeyValuePair.Create(m.Key, m.Value is null ? null : (JsonNode?)Sorted(m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(i => i is null ? null : Sorted(i))]),
        _ => node.DeepClone(),
    };

    private static JsonNode At(JsonNode data, IEnumerable<JsonNode> path) =>
        path.Aggregate(data, (at, step) => step.GetValueKind() == JsonValueKind.Number ? at[(int)step]! : at[(string)step!]!);

    private static void Merge(JsonNode into, JsonNode from)
    {
        if (into is JsonArray list)
        {
            foreach (var (index, item) in from.AsArray().Index())
            {
                if (item is not null)
                {
                    Merge(list[index]!, item);
                }
            }

            return;
        }

        foreach (var (name, value) in from.AsObject())
        {
            if (into[name] is JsonObject or JsonArray && value is JsonObject or JsonArray)
            {
                Merge(into[name]!, value!);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }
}
