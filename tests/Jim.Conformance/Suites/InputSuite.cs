using System.Text.Json;

namespace Jim.Conformance.Suites;

/// <summary>coercion-inputs.json: whether a JSON value fits a type, its value, and the places of what does not fit.</summary>
public sealed class InputSuite : CaseSuite
{
    public override string File => "coercion-inputs.json";

    protected override CaseResult Run(JsonElement testCase, ConformanceFile file, SchemaLibrary schemas)
    {
        var schema = schemas.Schema(testCase.Text("schema")!);
        var type = TypeText.Parse(schema, testCase.Text("type")!);
        var found = InputCoercion.Coerce(new SchemaView(schema, RoleMask.Everyone), testCase.GetProperty("input"), type, out var faults);
        var wanted = (testCase.Member("errors")?.EnumerateArray() ?? [])
            .Select(e => string.Join('.', e.GetProperty("path").EnumerateArray().Select(s => s.ToString()))).ToHashSet();
        var places = faults.Select(f => string.Join('.', f.Path)).ToHashSet();
        var why = !wanted.SetEquals(places) ? $"expected faults at [{string.Join(", ", wanted)}], was [{string.Join(", ", places)}]"
            : faults.Count == 0 && !JsonComparison.AreEqual(testCase.GetProperty("value"), RuntimeJson.Element(found), ordered: false)
                ? $"expected {testCase.GetProperty("value")}, was {RuntimeJson.Element(found)}"
            : null;
        return new CaseResult(testCase.Id, testCase.Title, why);
    }
}
