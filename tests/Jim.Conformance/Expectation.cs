using System.Text.Json;

namespace Jim.Conformance;

/// <summary>Compares what a case expects.</summary>
public static class Expectation
{
    /// <summary>Runs one case; an exception of any kind is its failure.</summary>
    public static CaseResult Check(JsonElement testCase, Func<JsonElement, CaseResult> run)
    {
        try
        {
            return run(testCase);
        }
        catch (Exception e)
        {
            return new CaseResult(testCase.Id, testCase.Title, $"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>The result of a text that had to be refused, by place: <c>{message, line, column}</c>.</summary>
    public static CaseResult SyntaxError(JsonElement testCase, GraphQLSyntaxException? thrown)
    {
        var expected = testCase.Member("error");
        if (thrown is null || expected is null)
        {
            var why = thrown is not null ? $"refused: {thrown.Message} {thrown.Location}"
                : expected is not null ? $"accepted, expected {expected}"
                : null;
            return new CaseResult(testCase.Id, testCase.Title, why);
        }

        var place = new SourceLocation(expected.Value.GetProperty("line").GetInt32(), expected.Value.GetProperty("column").GetInt32());
        return new CaseResult(
            testCase.Id, testCase.Title, place == thrown.Location ? null : $"expected {place}, was {thrown.Location} {thrown.Message}",
            expected.Value.Text("message") == thrown.Message);
    }

    /// <summary>The result of a validation: the sets of (rule, locations) are the same.</summary>
    public static CaseResult ValidationErrors(JsonElement testCase, JsonElement expected, IReadOnlyList<GraphQLError> errors)
    {
        var wanted = expected.EnumerateArray().Select(e => $"{e.Text("rule")} {Places(Locations(e))}").ToHashSet();
        var found = errors.Select(e => $"{e.Rule} {Places(e.Locations)}").ToHashSet();
        var messages = expected.EnumerateArray().Select(e => e.Text("message")).ToHashSet();
        return new CaseResult(
            testCase.Id, testCase.Title,
            found.SetEquals(wanted)
                ? null
                : $"missing [{string.Join(", ", wanted.Except(found))}], too many [{string.Join(", ", found.Except(wanted))}]",
            messages.Count == 0 ? null : messages.SetEquals(errors.Select(e => e.Message)));
    }

    private static IEnumerable<SourceLocation> Locations(JsonElement error) => (error.Member("locations")?.EnumerateArray() ?? [])
        .Select(l => new SourceLocation(l.GetProperty("line").GetInt32(), l.GetProperty("column").GetInt32()));

    /// <summary>Locations as a set, in one text.</summary>
    private static string Places(IEnumerable<SourceLocation> locations) =>
        string.Join(' ', locations.Distinct().OrderBy(l => l.Line).ThenBy(l => l.Column).Select(l => $"{l.Line}:{l.Column}"));
}
