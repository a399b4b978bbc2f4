using BenchmarkDotNet.Attributes;
using Jim.Postgres.Planning;

namespace Jim.Benchmarks.Planning;

/// <summary>
/// Budgets: a request whose plan is kept under 10 µs and 2 KiB of the engine; a cold one parsed, validated and planned in
/// under 300 µs. Neither touches a database.
/// </summary>
[ShortRunJob]
[MemoryDiagnoser]
public class PlanBenchmarks
{
    private RequestCases _request = null!;

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "page";

    public static IEnumerable<string> Names => WorkloadOperation.Names;

    [GlobalSetup]
    public void Setup() => _request = new RequestCases(Name);

    [Benchmark]
    public QueryPlan Kept() => _request.Kept();

    [Benchmark]
    public QueryPlan Cold() => _request.Cold();
}
