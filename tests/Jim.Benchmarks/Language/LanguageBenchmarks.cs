using BenchmarkDotNet.Attributes;
using Jim.GraphQL.Language;

namespace Jim.Benchmarks.Language;

/// <summary>
/// Lexer and parser on four documents. Target: parsing at 150 MB/s of document bytes or more, allocating the tree and nothing else; beside
/// it
/// <c>reference/measure.mjs</c> does the same with npm graphql.
/// </summary>
[ShortRunJob]
[MemoryDiagnoser]
public class LanguageBenchmarks
{
    private byte[] _bytes = [];

    [Params("hero", "kitchen-sink", "introspection", "mobile")]
    public string Document { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _bytes = BenchmarkDocuments.Read(Document);

    [Benchmark]
    public int Lex()
    {
        var lexer = new Lexer(_bytes);
        var tokens = 0;
        while (lexer.Next().Kind != TokenKind.EndOfFile)
        {
            tokens++;
        }

        return tokens;
    }

    [Benchmark]
    public DocumentNode Parse() => Parser.ParseDocument(_bytes);
}
