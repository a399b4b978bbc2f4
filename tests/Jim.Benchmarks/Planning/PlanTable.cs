using System.Globalization;
using Jim.Postgres.Planning;

namespace Jim.Benchmarks.Planning;

/// <summary>The same measurements in seconds rather than minutes: <c>dotnet run -c Release --project tests/Jim.Benchmarks -- planning</c>.</summary>
internal static class PlanTable
{
    public static void Print(TextWriter output)
    {
        var view = WorkloadSchema.Make().ViewFor(WorkloadSchema.Role);
        var planner = new QueryPlanner(new PlanOptions());
        output.WriteLine("operation  kept µs  kept B  cold µs  parse+plan µs");
        foreach (var name in WorkloadOperation.Names)
        {
            var operation = new WorkloadOperation(view, name);
            var cache = new PlanCache(planner);
            var fields = operation.RootFields();
            cache.Get(operation.Operation, operation.RootFields(), operation.Variables);
            var before = GC.GetAllocatedBytesForCurrentThread();
            cache.Get(operation.Operation, operation.RootFields(), operation.Variables);
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            var kept = BestOfRounds.Microseconds(() => cache.Get(operation.Operation, operation.RootFields(), operation.Variables));
            var cold = BestOfRounds.Microseconds(() => planner.Plan(operation.Operation, fields, operation.Variables));
            var whole = BestOfRounds.Microseconds(
                () =>
                {
                    var parsed = new WorkloadOperation(view, name);
                    planner.Plan(parsed.Operation, parsed.RootFields(), parsed.Variables);
                });
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-9} {kept,8:F2} {bytes,7} {cold,8:F1} {whole,14:F1}"));
        }
    }
}
