using System.Text.Json;

namespace Jim.Conformance;

/// <summary>Compares a whole response: data with its key order, errors as a set of (path, locations).</summary>
public static class ResponseExpectation
{
    /// <param name="sameData">How data is compared; null: by value.</param>
    public static CaseResult Check(
        JsonElement testCase, JsonElement expected, JsonElement response, Func<JsonElement, JsonElement, bool>? sameData = null)
    {
        var why = DataDifference(expected, response, sameData ?? ((a, b) => JsonComparison.AreEqual(a, b)))
            ?? ErrorDifference(testCase, expected, response);
        var messages = Errors(expected).Select(e => e.Text("message")).ToHashSet();
        return new CaseResult(
            testCase.Id, testCase.Title, why, messages.Count == 0
                ? null : messages.SetEquals(Errors(response).Select(e => e.Text("message"))));
    }

    private static string? DataDifference(JsonElement expected, JsonElement response, Func<JsonElement, JsonElement, bool> same) =>
        (expected.TryGetProperty("data", out var wanted), response.TryGetProperty("data", out var found)) switch
        {
            (true, true) => same(wanted, found) ? null : $"data: expected {wanted}, was {found} {Errors(response).FirstOrDefault()}",
            (false, true) => $"expected no data, was {found}",
            (true, false) => $"no data: {response}",
            _ => null,
        };

    private static string? ErrorDifference(JsonElement testCase, JsonElement expected, JsonElement response)
    {
        var found = Errors(response).Select(Place).ToList();
        if (testCase.Member("possibleErrors") is { } possible)
        {
            var allowed = possible.EnumerateArray().Select(Place).ToHashSet();
            var count = testCase.GetProperty("errorCount");
            return found.All(allowed.Contains) && found.Count >= count[0].GetInt32() && found.Count <= count[1].GetInt32()
                ? null
                : $"errors [{string.Join(", ", found)}] are not {count} of [{string.Join(", ", allowed)}]";
        }

        var wanted = Errors(expected).Select(Place).ToHashSet();
        return wanted.SetEquals(found) ? null : $"errors: expected [{string.Join(", ", wanted)}], was [{string.Join(", ", found)}]";
    }

    private static JsonElement.ArrayEnumerator Errors(JsonElement response) => response.Member("errors")?.EnumerateArray() ?? default;

    private static string Place(JsonElement error)
    {
        var path = string.Join('.', (error.Member("path")?.EnumerateArray() ?? []).Select(s => s.ToString()));
        var places = (error.Member("locations")?.EnumerateArray() ?? []).Select(l => $"{l.GetProperty("line")}:{l.GetProperty("column")}");
        return $"{path}@{string.Join(' ', places.Distinct().Order(StringComparer.Ordinal))}";
    }
}
