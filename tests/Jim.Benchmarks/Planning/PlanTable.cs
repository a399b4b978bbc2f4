using System.Globalization;
using Jim.Benchmarks.Engine;
using Jim.Postgres.Planning;

namespace Jim.Benchmarks.Planning;

/// <summary>The workload's four operations: from the bytes of a request to its plan.</summary>
internal static class PlanTable
{
    public static void Print(TextWriter output)
    {
        var view = WorkloadSchema.Make().ViewFor(WorkloadSchema.Role);
        output.WriteLine("| operation | plan found again µs | allocated B | request, plan kept µs | allocated B | request, cold µs |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (var name in WorkloadOperation.Names)
        {
            var operation = new WorkloadOperation(view, name);
            var plans = new PlanCache(new QueryPlanner(new PlanOptions()));
            var request = new RequestCases(name);
            void Find() => plans.Get(operation.Operation, operation.RootFields(), operation.Variables);
            void Kept() => request.Kept();
            var (find, kept) = (BestOfRounds.Microseconds(Find), BestOfRounds.Microseconds(Kept));
            var cold = BestOfRounds.Microseconds(() => request.Cold());
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {find:F2} | {EngineTable.Allocated(Find)} | {kept:F2} | {EngineTable.Allocated(Kept)} | {cold:F1} |"));
        }
    }
}
