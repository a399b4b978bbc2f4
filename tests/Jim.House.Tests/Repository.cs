namespace Jim.House.Tests;

/// <summary>The working copy that this assembly was built in, and its source files.</summary>
internal static class Repository
{
    private static readonly string[] notOurs = ["bin", "obj", "artifacts", "node_modules", ".git", ".jim", "TestResults"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file under <paramref name="folder"/> (relative to the root), generated ones left out.</summary>
    public static IReadOnlyList<SourceFile> CSharp(string folder) =>
        [.. Files(folder, "*.cs").Select(path => new SourceFile(path, File.ReadAllText(Path.Combine(Root, path))))];

    /// <summary>Paths relative to the root, with forward slashes, in order.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern)
    {
        var found = new List<string>();
        Collect(new DirectoryInfo(Path.Combine(Root, folder)), pattern, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    private static void Collect(DirectoryInfo directory, string pattern, List<string> found)
    {
        if (!directory.Exists)
        {
            return;
        }

        found.AddRange(directory.EnumerateFiles(pattern).Select(f => Path.GetRelativePath(Root, f.FullName).Replace('\\', '/')));
        foreach (var child in directory.EnumerateDirectories().Where(d => !notOurs.Contains(d.Name)))
        {
            Collect(child, pattern, found);
        }
    }

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Jim.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"no Jim.sln above {AppContext.BaseDirectory}");
    }
}
