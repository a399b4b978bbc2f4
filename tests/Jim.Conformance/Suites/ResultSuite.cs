using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.Conformance.Suites;

/// <summary>coercion-results.json: what a resolver's value becomes as one of the built-in scalars.</summary>
public sealed class ResultSuite : CaseSuite
{
    public override string File => "coercion-results.json";

    protected override CaseResult Run(JsonElement testCase, ConformanceFile file, SchemaLibrary schemas)
    {
        Scalars.TryGet(testCase.Text("scalar")!, out var scalar);
        using var output = new JsonBuffer();
        var fits = scalar!.Coercion.TryWrite(testCase.GetProperty("input"), output);
        var wanted = testCase.GetProperty("ok").GetBoolean();
        var why = fits != wanted ? $"expected {(wanted ? testCase.GetProperty("value").ToString() : "an error")}"
            : fits && !JsonComparison.AreEqual(testCase.GetProperty("value"), JsonElement.Parse(output.WrittenSpan))
                ? $"expected {testCase.GetProperty("value")}, was {JsonElement.Parse(output.WrittenSpan)}"
            : null;
        return testCase.Member("implementationChoice") is not null
            ? new CaseResult(testCase.Id, testCase.Title) { Remark = why is null ? null : $"{Differences.StrictResults} {why}" }
            : new CaseResult(testCase.Id, testCase.Title, why);
    }
}
