using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Jim.GraphQL.Execution;

namespace Jim.Conformance.Suites;

/// <summary>coercion-variables.json: every field of the query type returns the JSON text of its coerced arguments.</summary>
public sealed class VariableSuite : CaseSuite
{
    private readonly ConcurrentDictionary<string, Schema> _schemas = [];

    public override string File => "coercion-variables.json";

    protected override CaseResult Run(JsonElement testCase, ConformanceFile file, SchemaLibrary schemas)
    {
        var schema = _schemas.GetOrAdd(testCase.Text("schema")!, key => SchemaLibrary.Build(schemas.Document(key), Echo));
        var engine = new Engine(schema) { Coercion = new CoercionLimits(testCase.Member("maxCoercionErrors")?.GetInt32() ?? 50, 1000) };
        var (stage, response) = engine.Run(testCase.GetProperty("query").GetString()!, null, testCase.Member("variables"), null);
        if (testCase.Member("validationErrors") is not { } expected)
        {
            return ResponseExpectation.Check(testCase, testCase.GetProperty("expected"), response, SameEcho);
        }

        var wanted = JsonElement.Parse(new JsonObject { ["errors"] = JsonNode.Parse(expected.GetRawText()) }.ToJsonString());
        return stage == Stage.Validation
            ? ResponseExpectation.Check(testCase, wanted, response)
            : new CaseResult(testCase.Id, testCase.Title, $"expected validation errors, ended at {stage}: {response}");
    }

    private static void Echo(SchemaBuilder schema)
    {
        var resolver = new FieldResolver(context => new(new JsonObject(
            context.Field.Definition!.Arguments.Where(a => context.Arguments.ContainsKey(a.Name))
                .Select(a => new KeyValuePair<string, JsonNode?>(a.Name, RuntimeJson.Of(context.Arguments[a.Name])))).ToJsonString()));
        foreach (var field in schema.Query!.Fields)
        {
            field.Binding = resolver;
        }
    }

    private static bool SameEcho(JsonElement expected, JsonElement found) => expected.ValueKind != JsonValueKind.Object
        ? JsonComparison.AreEqual(expected, found)
        : found.ValueKind == JsonValueKind.Object
            && expected.EnumerateObject().Select(p => p.Name).SequenceEqual(found.EnumerateObject().Select(p => p.Name))
            && expected.EnumerateObject().All(p => SameText(p.Value, found.GetProperty(p.Name)));

    private static bool SameText(JsonElement expected, JsonElement found) => (expected.ValueKind, found.ValueKind) switch
    {
        (JsonValueKind.String, JsonValueKind.String) =>
            JsonComparison.AreEqual(JsonElement.Parse(expected.GetString()!), JsonElement.Parse(found.GetString()!), ordered: false),
        _ => JsonComparison.AreEqual(expected, found),
    };
}
