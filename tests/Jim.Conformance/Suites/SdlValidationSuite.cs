using System.Text;
using System.Text.Json;
using Jim.GraphQL.Validation.Sdl;

namespace Jim.Conformance.Suites;

/// <summary>sdl-validation.json: the set of (rule, locations) that all rules report; and of the one rule the case is about.</summary>
public sealed class SdlValidationSuite : IConformanceSuite
{
    public string File => "sdl-validation.json";

    public IEnumerable<CaseResult> Run(ConformanceFile file, SchemaLibrary schemas) =>
        file.Cases.Select(c => Expectation.Check(c, testCase => Run(testCase, schemas)));

    private static CaseResult Run(JsonElement testCase, SchemaLibrary schemas)
    {
        var document = Parser.ParseDocument(Encoding.UTF8.GetBytes(testCase.Text("sdl")!), ParserOptions.Unlimited);
        var errors = SdlValidator.Validate(document, testCase.Text("schema") is { } key ? schemas.Schema(key) : null);
        return Expectation.ValidationErrors(testCase, testCase.GetProperty("allRulesErrors"), errors);
    }
}
