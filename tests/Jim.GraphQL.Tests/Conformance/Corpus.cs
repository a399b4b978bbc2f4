using Jim.Conformance;

namespace Jim.GraphQL.Tests.Conformance;

/// <summary>Runs one file of the corpus (README of <c>$JIM_SHARED/conformance</c>) as one test.</summary>
internal static class Corpus
{
    public static void AllPass(string file)
    {
        var folder = Path.Combine(TestServices.Shared, "conformance");
        var result = ConformanceRun.Run(ConformanceFile.Load(Path.Combine(folder, file)), SchemaLibrary.Load(folder));
        Assert.NotNull(result.Cases);
        Assert.NotEmpty(result.Cases);
        var failed = result.Cases.Where(c => !c.Passed).Take(20).Select(c => $"{c.Id} {c.Title}: {c.Why}");
        Assert.True(result.Failed == 0, $"{result}\n{string.Join('\n', failed)}");
    }
}
