using System.Globalization;
using Jim.GraphQL.Language;

namespace Jim.Benchmarks.Language;

/// <summary>The lines of <c>reference/measure.mjs</c> for Jim, in a few seconds: <c>Jim.Benchmarks language</c>.</summary>
public static class LanguageTable
{
    public static void Print(TextWriter output)
    {
        foreach (var name in BenchmarkDocuments.Names)
        {
            var bytes = BenchmarkDocuments.Read(name);
            var lexing = BestOfRounds.Microseconds(() => Lex(bytes));
            var parsing = BestOfRounds.Microseconds(() => Parser.ParseDocument(bytes));
            var before = GC.GetAllocatedBytesForCurrentThread();
            Parser.ParseDocument(bytes);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-14} {bytes.Length,6} bytes   lex {lexing,6:F2} us ({bytes.Length / lexing,4:F0} MB/s)"
                + $"   parse {parsing,6:F2} us ({bytes.Length / parsing,4:F0} MB/s)   {allocated} bytes allocated"));
        }
    }

    private static void Lex(byte[] bytes)
    {
        var lexer = new Lexer(bytes);
        while (lexer.Next().Kind != TokenKind.EndOfFile)
        {
        }
    }
}
