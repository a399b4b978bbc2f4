using BenchmarkDotNet.Running;
using Jim.Benchmarks.Language;

// dotnet run -c Release --project tests/Jim.Benchmarks -- language          a quick table, comparable with reference/measure.mjs
// dotnet run -c Release --project tests/Jim.Benchmarks -- --filter "*"      BenchmarkDotNet
if (args is ["language"])
{
    LanguageTable.Print(Console.Out);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
