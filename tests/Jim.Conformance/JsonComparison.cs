using System.Text.Json;

namespace Jim.Conformance;

/// <summary>JSON values by the corpus's rules: numbers by value, keys in order.</summary>
public static class JsonComparison
{
    /// <param name="ordered">Whether the order of keys counts, as it does in <c>data</c>.</param>
    public static bool AreEqual(JsonElement a, JsonElement b, bool ordered = true)
    {
        if (a.ValueKind != b.ValueKind)
        {
            return false;
        }

        return a.ValueKind switch
        {
            JsonValueKind.Number => SameNumber(a, b),
            JsonValueKind.String => a.GetString() == b.GetString(),
            JsonValueKind.Array => a.GetArrayLength() == b.GetArrayLength()
                && a.EnumerateArray().Zip(b.EnumerateArray()).All(p => AreEqual(p.First, p.Second, ordered)),
            JsonValueKind.Object => ordered ? SameOrdered(a, b) : SameMembers(a, b),
            _ => true,
        };
    }

    private static bool SameNumber(JsonElement a, JsonElement b) =>
        a.TryGetDecimal(out var x) && b.TryGetDecimal(out var y) && x == y || a.GetDouble().Equals(b.GetDouble());

    private static bool SameOrdered(JsonElement a, JsonElement b)
    {
        var (x, y) = (a.EnumerateObject().ToList(), b.EnumerateObject().ToList());
        return x.Count == y.Count && x.Zip(y).All(p => p.First.Name == p.Second.Name && AreEqual(p.First.Value, p.Second.Value));
    }

    private static bool SameMembers(JsonElement a, JsonElement b) =>
        a.EnumerateObject().Count() == b.EnumerateObject().Count()
        && a.EnumerateObject().All(p => b.TryGetProperty(p.Name, out var other) && AreEqual(p.Value, other, ordered: false));
}
