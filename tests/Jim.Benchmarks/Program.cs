using BenchmarkDotNet.Running;
using Jim.Benchmarks.Engine;

// ./jim bench engine                                                   every step of the engine beside npm graphql, in one run
// dotnet run -c Release --project tests/Jim.Benchmarks -- --filter "*" BenchmarkDotNet
if (args is ["engine", var referenceFolder])
{
    EngineTable.Print(Console.Out, referenceFolder);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
