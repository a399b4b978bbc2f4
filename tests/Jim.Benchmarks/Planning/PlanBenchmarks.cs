using BenchmarkDotNet.Attributes;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Types;
using Jim.Postgres.Planning;

namespace Jim.Benchmarks.Planning;

/// <summary>
/// Budgets (design §14): a kept plan under 10 µs and 2 KiB; a cold operation parsed, validated and planned in under 300 µs. Neither touches a database.
/// </summary>
[MemoryDiagnoser]
public class PlanBenchmarks
{
    private readonly SchemaView _view = WorkloadSchema.Make().ViewFor(WorkloadSchema.Role);
    private readonly QueryPlanner _planner = new(new PlanOptions());
    private PlanCache _cache = null!;
    private WorkloadOperation _operation = null!;
    private IReadOnlyList<CollectedField> _fields = [];

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "page";

    public static IEnumerable<string> Names => WorkloadOperation.Names;

    [GlobalSetup]
    public void Setup()
    {
        _cache = new PlanCache(_planner);
        _operation = new WorkloadOperation(_view, Name);
        _fields = _operation.RootFields();
        _cache.Get(_operation.Operation, _fields, _operation.Variables);
    }

    [Benchmark]
    public QueryPlan Kept() => _cache.Get(_operation.Operation, _operation.RootFields(), _operation.Variables);

    [Benchmark]
    public QueryPlan Cold() => _planner.Plan(_operation.Operation, _fields, _operation.Variables);

    [Benchmark]
    public QueryPlan ParseAndPlan()
    {
        var operation = new WorkloadOperation(_view, Name);
        return _planner.Plan(operation.Operation, operation.RootFields(), operation.Variables);
    }
}
