using System.Globalization;
using System.Runtime.InteropServices;
using Jim.Benchmarks.Language;
using Jim.Benchmarks.Planning;

namespace Jim.Benchmarks.Engine;

/// <summary>
/// <c>./jim bench engine</c>: every step on every document, Jim and npm graphql in turns, as the Markdown that is kept in <c>results/</c>.
/// </summary>
public static class EngineTable
{
    public static void Print(TextWriter output, string referenceFolder)
    {
        var cases = new EngineCases();
        using var reference = new Reference(referenceFolder);
        output.WriteLine(Machine(reference.Version));
        output.WriteLine();
        output.WriteLine("| document | step | Jim µs | MB/s | allocated B | npm µs | Jim is faster by |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var document in BenchmarkDocuments.Names)
        {
            var bytes = BenchmarkDocuments.Read(document).Length;
            Row("lex", () => cases.Lex(document), bytes);
            Row("parse", () => cases.Parse(document), bytes);
            Row("validate", () => cases.Validate(document));
            Row("parse and validate", () => cases.ParseAndValidate(document));
            Row("coerce variables", () => cases.Coerce(document));
            Row("execute", () => cases.Execute(document));
            Row("whole: text to answer", () => cases.Whole(document));

            void Row(string step, Action run, int? read = null)
            {
                var us = BestOfRounds.Microseconds(run);
                var npm = reference.Microseconds(step, document, cases);
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {document} ({bytes} B) | {step} | {us:F2} | {read / us:F0} | {Allocated(run)} | {npm:F1} | {npm / us:F1} |"));
            }
        }

        output.WriteLine();
        PlanTable.Print(output);
    }

    /// <summary>Bytes that one run allocates.</summary>
    internal static long Allocated(Action run)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Machine(string reference)
    {
        var model = File.ReadLines("/proc/cpuinfo").First(l => l.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim();
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return $"Machine: {model}, {Environment.ProcessorCount} cores, load {load} at the start, {RuntimeInformation.OSDescription}; "
            + $"{RuntimeInformation.FrameworkDescription}; {reference}. {DateTime.UtcNow:yyyy-MM-dd}.";
    }
}
