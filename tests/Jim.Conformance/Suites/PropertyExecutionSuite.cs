using System.Text.Json;

namespace Jim.Conformance.Suites;

/// <summary>execution-suite.json: executions whose fields are properties of the root value.</summary>
public sealed class PropertyExecutionSuite : CaseSuite
{
    public override string File => "execution-suite.json";

    protected override CaseResult Run(JsonElement testCase, ConformanceFile file, SchemaLibrary schemas)
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
