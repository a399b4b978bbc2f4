using System.Text.Json;
using Jim.GraphQL.Language;

namespace Jim.Conformance.Suites;

/// <summary>parser.json: accepted or refused, the place of the fault, and the print of what was read.</summary>
public sealed class ParserSuite : IConformanceSuite
{
    public string File => "parser.json";

    public IEnumerable<CaseResult> Run(ConformanceFile file, SchemaLibrary schemas) => file.Cases.Select(c => Expectation.Check(c, Run));

    private static CaseResult Run(JsonElement testCase)
    {
        try
        {
            Parse(testCase, testCase.Source);
            return Expectation.SyntaxError(testCase, null);
        }
        catch (GraphQLSyntaxException e)
        {
            return Expectation.SyntaxError(testCase, e);
        }
    }

    private static SyntaxNode Parse(JsonElement testCase, byte[] source)
    {
        var options = ParserOptions.Unlimited with { TokensMax = testCase.Member("maxTokens")?.GetInt32() };
        return testCase.Text("kind") switch
        {
            "value" => Parser.ParseValue(source, options),
            "constValue" => Parser.ParseConstValue(source, options),
            "type" => Parser.ParseType(source, options),
            _ => Parser.ParseDocument(source, options),
        };
    }
}
