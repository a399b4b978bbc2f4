using BenchmarkDotNet.Running;

// dotnet run -c Release --project tests/Jim.Benchmarks -- --filter "*Language*"
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
