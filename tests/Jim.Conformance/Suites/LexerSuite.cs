using System.Text;
using System.Text.Json;

namespace Jim.Conformance.Suites;

/// <summary>lexer.json: every token with kind, place and value, comments included, up to the end or the fault.</summary>
public sealed class LexerSuite : CaseSuite
{
    public override string File => "lexer.json";

    protected override CaseResult Run(JsonElement testCase, ConformanceFile file, SchemaLibrary schemas)
    {
        var tokens = new List<string>();
        GraphQLSyntaxException? thrown = null;
        try
        {
            Lex(testCase.Source, tokens);
        }
        catch (GraphQLSyntaxException e)
        {
            thrown = e;
        }

        var expected = testCase.GetProperty("tokens").EnumerateArray().Select(Expected).ToList();
        var result = Expectation.SyntaxError(testCase, thrown);
        return tokens.SequenceEqual(expected) || !result.Passed
            ? result
            : result with { Why = $"expected {string.Join(' ', expected)}, was {string.Join(' ', tokens)}" };
    }

    private static void Lex(byte[] source, List<string> tokens)
    {
        var lexer = new Lexer(source);
        Token token;
        do
        {
            token = lexer.Next();
            var start = Encoding.UTF8.GetCharCount(source, 0, token.Start);
            var end = Encoding.UTF8.GetCharCount(source, 0, token.End);
            var (line, column) = SourceLocation.Locate(source, token.Start);
            var value = token.Kind < TokenKind.Name ? null : lexer.GetValue(token);
            tokens.Add(Show(token.Kind.Text(), start, end, line, column, value));
        }
        while (token.Kind != TokenKind.EndOfFile);
    }

    private static string Expected(JsonElement token) => Show(
        token.GetProperty("kind").GetString()!, token.GetProperty("start").GetInt32(), token.GetProperty("end").GetInt32(),
        token.GetProperty("line").GetInt32(), token.GetProperty("column").GetInt32(), token.Text("value"));

    private static string Show(string kind, int start, int end, int line, int column, string? value) =>
        $"{kind}[{start}..{end}]@{line}:{column}({value})";
}
