namespace Jim.Conformance;

/// <summary>All files of a folder, run.</summary>
public sealed record ConformanceRun(IReadOnlyList<FileResult> Files)
{
    /// <summary>Deep documents need more stack than a pool thread has.</summary>
    private const int StackBytes = 256 * 1024 * 1024;

    public int Passed => Files.Sum(f => f.Passed);

    public int Failed => Files.Sum(f => f.Failed);

    /// <summary>Runs every <c>*.json</c> of the folder but the schemas.</summary>
    public static ConformanceRun Of(string folder)
    {
        var schemas = SchemaLibrary.Load(folder);
        var paths = Directory.EnumerateFiles(folder, "*.json")
            .Where(p => Path.GetFileName(p) != "schemas.json")
            .Order(StringComparer.Ordinal);
        return new ConformanceRun([.. paths.Select(p => Run(ConformanceFile.Load(p), schemas))]);
    }

    public static FileResult Run(ConformanceFile file, SchemaLibrary schemas)
    {
        if (ConformanceSuites.For(file.Name) is not { } suite)
        {
            return new FileResult(file.Name, null);
        }

        List<CaseResult> results = [];
        var thread = new Thread(() => results.AddRange(suite.Run(file, schemas)), StackBytes);
        thread.Start();
        thread.Join();
        return new FileResult(file.Name, results);
    }

    public void Print(TextWriter output, bool showsWhy)
    {
        foreach (var file in Files)
        {
            output.WriteLine(file);
            foreach (var failed in (file.Cases ?? []).Where(c => !c.Passed))
            {
                output.WriteLine($"  {file.File}#{failed.Id} {failed.Title}{(showsWhy ? $"\n    {failed.Why}" : "")}");
            }
        }

        output.WriteLine($"{Passed} passed, {Failed} failed");
    }
}
