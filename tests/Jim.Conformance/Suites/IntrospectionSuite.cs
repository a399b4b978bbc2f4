using System.Text.Json;

namespace Jim.Conformance.Suites;

/// <summary>introspection.json: the answers to the introspection queries; types of the introspection system itself are left out.</summary>
public sealed class IntrospectionSuite : CaseSuite
{
    public override string File => "introspection.json";

    protected override CaseResult Run(JsonElement testCase, ConformanceFile file, SchemaLibrary schemas)
    {
        var schema = schemas.Schema(testCase.Text("schema")!);
        var query = file.Root.GetProperty("queries").GetProperty(testCase.Text("query")!).GetString()!;
        var (_, response) = new Engine(schema).Run(query, null, null, null);
        if (Differences.Cases.TryGetValue(testCase.Id, out var reason))
        {
            return new CaseResult(testCase.Id, testCase.Title, response.Member("errors") is null
                ? null : response.ToString())
            { Remark = reason };
        }

        return ResponseExpectation.Check(testCase, testCase.GetProperty("expected"), response, (expected, found) =>
            Same(expected, found, schema));
    }

    private static bool Same(JsonElement expected, JsonElement found, Schema schema)
    {
        var (a, b) = (IntrospectionResult.Normalize(expected, schema), IntrospectionResult.Normalize(found, schema));
        return JsonComparison.AreEqual(a, b)
            ? true
            : throw new InvalidOperationException($"\n{a}\n{b}");
    }
}
