using System.Text;
using System.Text.Json;
using Jim.GraphQL.Validation.Sdl;

namespace Jim.Conformance.Suites;

/// <summary>sdl-validation.json: the set of (rule, locations) that all rules report; and of the one rule the case is about.</summary>
public sealed class SdlValidationSuite : CaseSuite
{
    public override string File => "sdl-validation.json";

    protected override CaseResult Run(JsonElement testCase, ConformanceFile file, SchemaLibrary schemas)
    {
        var document = Parser.ParseDocument(Encoding.UTF8.GetBytes(testCase.Text("sdl")!), ParserOptions.Unlimited);
        var errors = SdlValidator.Validate(document, testCase.Text("schema") is { } key ? schemas.Schema(key) : null);
        return Expectation.ValidationErrors(testCase, testCase.GetProperty("allRulesErrors"), errors);
    }
}
