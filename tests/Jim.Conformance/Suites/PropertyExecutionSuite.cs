using System.Text.Json;

namespace Jim.Conformance.Suites;

/// <summary>execution-suite.json: executions whose fields are properties of the root value.</summary>
public sealed class PropertyExecutionSuite : IConformanceSuite
{
    public string File => "execution-suite.json";

    public IEnumerable<CaseResult> Run(ConformanceFile file, SchemaLibrary schemas) =>
        file.Cases.Select(c => Expectation.Check(c, testCase => Run(testCase, schemas)));

    private static CaseResult Run(JsonElement testCase, SchemaLibrary schemas)
    {
        var schema = SchemaLibrary.Build(schemas.Document(testCase.Text("schema")!), World.None.Resolve);
        var engine = new Engine(schema) { Validates = testCase.GetProperty("passesValidation").GetBoolean() };
        var root = testCase.Member("rootValue");
        var (_, response) = engine.Run(
            testCase.GetProperty("query").GetString()!, testCase.Text("operationName"), testCase.Member("variables"), root is { } value
                ? value : null);
        return ResponseExpectation.Check(testCase, testCase.GetProperty("expected"), response);
    }
}
