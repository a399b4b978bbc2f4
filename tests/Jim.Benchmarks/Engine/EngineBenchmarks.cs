using BenchmarkDotNet.Attributes;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;

namespace Jim.Benchmarks.Engine;

/// <summary>
/// Validation of the four documents. Target: parse and validate at a fifth of npm graphql's time or less (<c>reference/measure.mjs</c>).
/// </summary>
[ShortRunJob]
[MemoryDiagnoser]
public class ValidationBenchmarks
{
    private readonly EngineCases _cases = new();

    [Params("hero", "kitchen-sink", "introspection", "mobile")]
    public string Document { get; set; } = "";

    [Benchmark]
    public IReadOnlyList<GraphQLError> Validate() => _cases.Validate(Document);

    [Benchmark]
    public IReadOnlyList<GraphQLError> ParseAndValidate() => _cases.ParseAndValidate(Document);
}

/// <summary>Coercion of a list query's variables, and the introspection query over the benchmark's schema.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class ExecutionBenchmarks
{
    private readonly EngineCases _cases = new();

    [Benchmark]
    public VariableValues CoerceVariables() => _cases.Coerce();

    [Benchmark]
    public Task<int> Introspect() => _cases.IntrospectAsync();
}
