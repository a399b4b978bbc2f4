using BenchmarkDotNet.Running;
using Jim.Benchmarks.Cache;
using Jim.Benchmarks.Engine;
using Jim.Benchmarks.Packages;

// ./jim bench engine                                                   every step of the engine beside npm graphql, in one run
// ./jim bench packages                                                 what stands in the place of packages that people look for
// ./jim bench cache                                                    cached answers beside Kestrel's plaintext
// dotnet run -c Release --project tests/Jim.Benchmarks -- --filter "*" BenchmarkDotNet
if (args is ["packages", var store, var realm])
{
    await PackagesTable.PrintAsync(Console.Out, new Uri(store), realm);
}
else if (args is ["plaintext", var address])
{
    await PlaintextServer.RunAsync(address);
}
else if (args is ["engine", var referenceFolder])
{
    EngineTable.Print(Console.Out, referenceFolder);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
