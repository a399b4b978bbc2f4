using System.Text;
using System.Text.Json;

namespace Jim.Conformance.Suites;

/// <summary>coercion-literals.json: whether a literal fits a type, and its value.</summary>
public sealed class LiteralSuite : CaseSuite
{
    public override string File => "coercion-literals.json";

    protected override CaseResult Run(JsonElement testCase, ConformanceFile file, SchemaLibrary schemas)
    {
        var schema = schemas.Schema(testCase.Text("schema")!);
        var type = TypeText.Parse(schema, testCase.Text("type")!);
        var literal = Parser.ParseValue(Encoding.UTF8.GetBytes(testCase.Text("literal")!), ParserOptions.Unlimited);
        var fits = LiteralCoercion.TryCoerce(new SchemaView(schema, RoleMask.Everyone), literal, type, Variables(testCase), out var value);
        var wanted = testCase.Member("specDisagrees") is not null
            ? testCase.Text("specSays") == "valid" : testCase.GetProperty("valid").GetBoolean();
        var why = fits != wanted ? $"expected {(wanted ? "valid" : "invalid")}"
            : fits && !JsonComparison.AreEqual(testCase.GetProperty("value"), RuntimeJson.Element(value), ordered: false)
                ? $"expected {testCase.GetProperty("value")}, was {RuntimeJson.Element(value)}"
            : null;
        return new CaseResult(testCase.Id, testCase.Title, why);
    }

    /// <summary>The variables are coerced already: plain values stand for whatever their types are.</summary>
    private static VariableValues Variables(JsonElement testCase) => testCase.Member("variables") is { } given
        ? new VariableValues(given.EnumerateObject().ToDictionary(p => p.Name, p => Plain(p.Value)))
        : VariableValues.None;

    private static object? Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
        JsonValueKind.Number => json.TryGetInt32(out var whole) ? whole : json.GetDouble(),
        JsonValueKind.Array => json.EnumerateArray().Select(Plain).ToArray(),
        _ => json,
    };
}
