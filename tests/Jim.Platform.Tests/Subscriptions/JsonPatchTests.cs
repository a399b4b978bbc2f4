using Jim.Platform.Subscriptions;

namespace Jim.Platform.Tests.Subscriptions;

public sealed class JsonPatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", "[]")]
    [InlineData(
        """{"a":"the longer it is the shorter the patch","d":4}""", """{"a":"the longer it is the shorter the patch","d":5}""",
        """[{"op":"replace","path":"/d","value":5}]""")]
    [InlineData("[10000,20000,30000,40000,50000,60000]", "[10000,30000,40000,50000,60000]", """[{"op":"remove","path":"/1"}]""")]
    [InlineData(
        "[30000,40000,50000,60000,70000,80000]", "[20000,30000,40000,50000,60000,70000,80000]",
        """[{"op":"add","path":"/0","value":20000}]""")]
    [InlineData(
        """{"a/b~c":{"x":1,"y":"yyyyyyyyyyyyyyyyyyyyyyyyy"}}""", """{"a/b~c":{"x":1.0,"y":"yyyyyyyyyyyyyyyyyyyyyyyyy"}}""",
        """[{"op":"replace","path":"/a~1b~0c/x","value":1.0}]""")]
    [InlineData("""{"a":1}""", """{"a":2}""", """[{"op":"replace","path":"","value":{"a":2}}]""")] // shorter than to name the member
    [InlineData("""{"a":1,"a":2}""", """{"a":1,"a":3}""", """[{"op":"replace","path":"","value":{"a":1,"a":3}}]""")]
    public void A_change_is_told_by_its_path(string before, string after, string patch) => Assert.Equal(patch, Make(before, after));

    [Fact]
    public void Each_patch_makes_the_later_value_of_the_earlier()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var before = Draw(random, 5)!;
            var after = Change(random, before.DeepClone());
            var patch = JsonNode.Parse(Make(before.ToJsonString(), after?.ToJsonString() ?? "null"))!.AsArray();
            Assert.True(JsonNode.DeepEquals(after, PatchedJson.Apply(before, patch)), $"seed {seed}: {before} {after} {patch}");
        }
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(50)]
    public void However_deep_a_value_is(int depth)
    {
        var (before, after) = (Nest("1"), Nest("2"));
        var patch = Make(before, after);
        Assert.Contains("2", patch, StringComparison.Ordinal);
        Assert.InRange(patch.Length, 1, after.Length + 100);

        string Nest(string value) => string.Concat(Enumerable.Repeat("[", depth)) + value + string.Concat(Enumerable.Repeat("]", depth));
    }

    private static string Make(string before, string after) =>
        Encoding.UTF8.GetString(JsonPatch.Make(Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after)));

    private static JsonNode? Draw(Random random, int depth) => random.Next(depth > 0 ? 5 : 3) switch
    {
        0 => (JsonNode?)random.Next(4),
        1 => $"text {random.Next(4)}",
        2 => null,
        3 => new JsonArray([.. Enumerable.Range(0, random.Next(6)).Select(_ => Draw(random, depth - 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(6)).Select(i => KeyValuePair.Create($"m/{i}~", Draw(random, depth - 1)))),
    } ?? (depth == 5 ? new JsonObject() : null);

    /// <summary>The same with some values changed, added and removed.</summary>
    private static JsonNode? Change(Random random, JsonNode? value)
    {
        if (random.Next(6) == 0)
        {
            return Draw(random, 3);
        }

        switch (value)
        {
            case JsonArray { Count: > 0 } items:
                var at = random.Next(items.Count);
                var item = items[at]?.DeepClone();
                items.RemoveAt(at);
                if (random.Next(3) > 0)
                {
                    items.Insert(random.Next(items.Count + 1), Change(random, item));
                }

                return items;
            case JsonObject { Count: > 0 } members:
                var (name, member) = members.ElementAt(random.Next(members.Count));
                member = member?.DeepClone();
                members.Remove(name);
                members[random.Next(3) > 0 ? name : "other"] = Change(random, member);
                return members;
            default:
                return value;
        }
    }
}
