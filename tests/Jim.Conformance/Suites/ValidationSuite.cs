using System.Text;
using System.Text.Json;
using Jim.GraphQL.Validation;

namespace Jim.Conformance.Suites;

/// <summary>validation.json: the set of (rule, locations) that all rules report.</summary>
public sealed class ValidationSuite : CaseSuite
{
    public override string File => "validation.json";

    protected override CaseResult Run(JsonElement testCase, ConformanceFile file, SchemaLibrary schemas)
    {
        var document = Parser.ParseDocument(Encoding.UTF8.GetBytes(testCase.GetProperty("query").GetString()!), ParserOptions.Unlimited);
        var view = new SchemaView(schemas.Schema(testCase.Text("schema")!), RoleMask.Everyone);
        var errors = DocumentValidator.Validate(view, document, ValidationOptions.Unlimited with { Suggestions = true });
        if (testCase.Member("specDisagrees") is not null || testCase.Member("oracleThrows") is not null)
        {
            var wanted = testCase.Text("specSays") == "valid";
            return new CaseResult(testCase.Id, testCase.Title, wanted == (errors.Count == 0)
                ? null : $"the specification says {testCase.Text("specSays")}");
        }

        if (Differences.Cases.TryGetValue(testCase.Id, out var reason))
        {
            return new CaseResult(testCase.Id, testCase.Title, errors.Count > 0 ? null : "valid") { Remark = reason };
        }

        return Expectation.ValidationErrors(
            testCase, testCase.GetProperty("allRulesErrors"), [.. errors.Where(e => !Differences.OnlyOurs.ContainsKey(e.Rule!))]);
    }
}
