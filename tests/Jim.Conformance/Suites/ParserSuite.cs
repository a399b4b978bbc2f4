using System.Text;
using System.Text.Json;

namespace Jim.Conformance.Suites;

/// <summary>parser.json: accepted or refused, the place of the fault, and the print of what was read.</summary>
public sealed class ParserSuite : CaseSuite
{
    public override string File => "parser.json";

    protected override CaseResult Run(JsonElement testCase, ConformanceFile file, SchemaLibrary schemas)
    {
        try
        {
            var tree = Parse(testCase, testCase.Source);
            var result = Expectation.SyntaxError(testCase, null);
            return result.Passed ? result with { Why = PrintDifference(testCase, Printer.Print(tree)) } : result;
        }
        catch (GraphQLSyntaxException e)
        {
            return Expectation.SyntaxError(testCase, e);
        }
    }

    private static string? PrintDifference(JsonElement testCase, string print)
    {
        if (print != testCase.Text("print"))
        {
            return $"expected print {testCase.Text("print")}, was {print}";
        }

        var again = Printer.Print(Parse(testCase, Encoding.UTF8.GetBytes(print)));
        return again == print ? null : $"print {print} read again prints {again}";
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
