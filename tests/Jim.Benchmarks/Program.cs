using BenchmarkDotNet.Running;
using Jim.Benchmarks.Engine;
using Jim.Benchmarks.Language;
using Jim.Benchmarks.Planning;

// dotnet run -c Release --project tests/Jim.Benchmarks -- language          a quick table, comparable with reference/measure.mjs
// dotnet run -c Release --project tests/Jim.Benchmarks -- planning          the same for plans of the workload's four operations
// dotnet run -c Release --project tests/Jim.Benchmarks -- engine            the same for validation, coercion and execution
// dotnet run -c Release --project tests/Jim.Benchmarks -- --filter "*"      BenchmarkDotNet
if (args is ["language"])
{
    LanguageTable.Print(Console.Out);
}
else if (args is ["planning"])
{
    PlanTable.Print(Console.Out);
}
else if (args is ["engine"])
{
    EngineTable.Print(Console.Out);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
