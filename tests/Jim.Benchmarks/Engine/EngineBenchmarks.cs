using BenchmarkDotNet.Attributes;
using Jim.Benchmarks.Language;

namespace Jim.Benchmarks.Engine;

/// <summary>
/// The engine on the four documents, step by step and as a whole. Targets: parsing at 150 MB/s or more that allocates the tree and nothing
/// else; parse and validate in a fifth of npm graphql's time (<c>./jim bench engine</c> measures both in one run).
/// </summary>
[ShortRunJob]
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private readonly EngineCases _cases = new();

    [ParamsSource(nameof(Documents))]
    public string Document { get; set; } = "";

    public static IEnumerable<string> Documents => BenchmarkDocuments.Names;

    [Benchmark]
    public int Lex() => _cases.Lex(Document);

    [Benchmark]
    public DocumentNode Parse() => _cases.Parse(Document);

    [Benchmark]
    public IReadOnlyList<GraphQLError> Validate() => _cases.Validate(Document);

    [Benchmark]
    public IReadOnlyList<GraphQLError> ParseAndValidate() => _cases.ParseAndValidate(Document);

    [Benchmark]
    public VariableValues CoerceVariables() => _cases.Coerce(Document);

    [Benchmark]
    public int Execute() => _cases.Execute(Document);

    [Benchmark]
    public int Whole() => _cases.Whole(Document);
}
