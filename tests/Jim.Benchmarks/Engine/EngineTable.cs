using System.Globalization;
using Jim.Benchmarks.Language;

namespace Jim.Benchmarks.Engine;

/// <summary>The engine's figures in a few seconds, comparable with <c>reference/measure.mjs</c>: <c>Jim.Benchmarks engine</c>.</summary>
public static class EngineTable
{
    public static void Print(TextWriter output)
    {
        var cases = new EngineCases();
        foreach (var name in BenchmarkDocuments.Names)
        {
            Line(output, $"{name}: validate", () => cases.Validate(name));
            Line(output, $"{name}: parse and validate", () => cases.ParseAndValidate(name));
        }

        Line(output, "coerce variables", () => cases.Coerce());
        Line(output, "introspection, executed", () => _ = cases.IntrospectAsync());
    }

    private static void Line(TextWriter output, string what, Action run)
    {
        var time = BestOfRounds.Microseconds(run);
        var before = GC.GetAllocatedBytesForCurrentThread();
        run();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-36} {time,8:F2} us {allocated,9} bytes allocated"));
    }
}
