using System.Text.Json;
using Jim.GraphQL.Language;

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
            var why = thrown is not null ? $"refused: {thrown.Message} {thrown.Location}" : expected is not null ? $"accepted, expected {expected}" : null;
            return new CaseResult(testCase.Id, testCase.Title, why);
        }

        var place = new SourceLocation(expected.Value.GetProperty("line").GetInt32(), expected.Value.GetProperty("column").GetInt32());
        return new CaseResult(
            testCase.Id, testCase.Title, place == thrown.Location ? null : $"expected {place}, was {thrown.Location} {thrown.Message}",
            expected.Value.Text("message") == thrown.Message);
    }
}
