namespace Jim.Conformance;

/// <summary>Where the corpus is.</summary>
public static class ConformanceFolder
{
    /// <summary><c>$JIM_SHARED/conformance</c>, else <c>shared/conformance</c> beside the working folder or one of its parents.</summary>
    public static string Default => Environment.GetEnvironmentVariable("JIM_SHARED") is { Length: > 0 } shared
        ? Path.Combine(shared, "conformance")
        : Parents(Directory.GetCurrentDirectory()).Select(p => Path.Combine(p, "shared", "conformance")).FirstOrDefault(Directory.Exists)
            ?? Path.Combine("..", "shared", "conformance");

    private static IEnumerable<string> Parents(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }
}
