using Jim.Conformance;
using Jim.GraphQL.Responses;

namespace Jim.GraphQL.Tests.Responses;

/// <summary>
/// Whatever is deferred and streamed, the parts make the answer that there is without it, in both formats (<see cref="Fuzz"/>).
/// </summary>
public sealed class IncrementalFuzzTests
{
    private const string Sdl =
        """
        type Query { one: Node  many: [Node]  name: String }
        type Node { id: ID  name: String  one: Node  many: [Node]  rows: [[Node]] }
        """;

    [Fact]
    public void Parts_make_the_whole()
    {
        var view = IncrementalRun.View(Sdl);
        var inParts = 0;
        Fuzz.Run((random, told) =>
        {
            var query = $"query {{ {Selection(random, 4, root: true)} }}";
            var root = Object(random, 4).ToJsonString();
            told.AddRange([query, root]);
            inParts += ThreadPump.Run(async () => await CheckAsync(view, query, root));
        });
        Assert.NotEqual(0, inParts);
    }

    private static async Task<int> CheckAsync(SchemaView view, string query, string root)
    {
        var whole = JsonNode.Parse(await Engine.ExecuteAsync(view, query, JsonElement.Parse(root)))!["data"]!;
        var parts = 0;
        foreach (var format in Enum.GetValues<IncrementalFormat>())
        {
            var results = (await IncrementalRun.AllAsync(view, query, root, format)).Select(r => JsonNode.Parse(r)!).ToList();
            var merged = IncrementalResults.Sorted(IncrementalResults.Merged(results)).ToJsonString();
            Assert.True(IncrementalResults.Sorted(whole).ToJsonString() == merged, $"{format}: {merged}");
            parts = results.Count - 1;
        }

        return parts;
    }

    private static string Selection(Random random, int depth, bool root = false)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            text.Append(random.Next(depth > 0 ? 6 : 1) switch
            {
                0 or 1 => $"{Alias(random, "name")}name ",
                2 => $"{Alias(random, "one")}one {{ {Selection(random, depth - 1)} }} ",
                3 => List(random, root || random.Next(2) > 0 ? "many" : "rows", depth),
                _ => $"... {Defer(random)}{{ {Selection(random, depth - 1, root)} }} ",
            });
        }

        return text.ToString();
    }

    /// <summary>
    /// One name, one meaning: what is streamed has an alias that says how, or two fields of one name could not be merged.
    /// </summary>
    private static string List(Random random, string name, int depth)
    {
        var count = random.Next(4);
        return random.Next(2) > 0
            ? $"s{count}{name}: {name} @stream(initialCount: {count}) {{ {Selection(random, depth - 1)} }} "
            : $"{name} {{ {Selection(random, depth - 1)} }} ";
    }

    private static string Alias(Random random, string name) => random.Next(3) > 0 ? $"{name}{random.Next(2)}: " : string.Empty;

    private static string Defer(Random random) => random.Next(3) switch
    {
        0 => string.Empty,
        1 => "@defer ",
        _ => "@defer(if: true) ",
    };

    private static JsonObject Object(Random random, int depth)
    {
        var made = new JsonObject { ["id"] = random.Next(100), ["name"] = random.Next(4) > 0 ? $"n{random.Next(100)}" : null };
        if (depth > 0)
        {
            made["one"] = random.Next(4) > 0 ? Object(random, depth - 1) : null;
            made["many"] = random.Next(5) > 0 ? Objects(random, depth) : null;
            made["rows"] = new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => (JsonNode?)Objects(random, depth))]);
        }

        return made;
    }

    private static JsonArray Objects(Random random, int depth) =>
        new([.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(6) > 0 ? (JsonNode?)Object(random, depth - 1) : null)]);
}
