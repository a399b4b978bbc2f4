using System.Collections.Concurrent;
using System.Text.Json;

namespace Jim.Conformance.Suites;

/// <summary>execution.json: whole requests over the file's own worlds.</summary>
public sealed class ExecutionSuite : CaseSuite
{
    private readonly ConcurrentDictionary<string, (Schema Schema, World World)> _worlds = [];

    public override string File => "execution.json";

    protected override CaseResult Run(JsonElement testCase, ConformanceFile file, SchemaLibrary schemas)
    {
        var (schema, world) =
            _worlds.GetOrAdd(testCase.Text("world")!, name => World.Load(file.Root.GetProperty("worlds").GetProperty(name)));
        var (stage, response) = new Engine(schema).Run(
            testCase.GetProperty("query").GetString()!, testCase.Text("operationName"), testCase.Member("variables"), world.Query,
                world.NewState());
        if (Differences.Cases.TryGetValue(testCase.Id, out var reason))
        {
            return new CaseResult(testCase.Id, testCase.Title, stage == Stage.Validation ? null : $"ended at {stage}") { Remark = reason };
        }

        var expected = testCase.GetProperty("expected");
        if (testCase.Text("stage") != "execution")
        {
            var refused = response.Member("errors") is not null && response.Member("data") is null;
            return refused
                ? ResponseExpectation.Check(testCase, expected, response)
                : new CaseResult(testCase.Id, testCase.Title, $"expected a refusal, was {response}");
        }

        return ResponseExpectation.Check(testCase, expected, response, Introspected(testCase) ? SameIntrospection(schema) : null);
    }

    private static bool Introspected(JsonElement testCase) =>
        testCase.TryGetProperty("tags", out var tags) && tags.EnumerateArray().Any(t => t.GetString() is "introspection");

    private static Func<JsonElement, JsonElement, bool> SameIntrospection(Schema schema) => (expected, found) =>
        JsonComparison.AreEqual(IntrospectionResult.Normalize(expected, schema), IntrospectionResult.Normalize(found, schema));
}
