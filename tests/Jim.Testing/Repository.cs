namespace Jim.Testing;

/// <summary>The checkout that the tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Jim.sln")) ? folder
        : Path.GetDirectoryName(folder) is { } above ? Find(above)
        : throw new DirectoryNotFoundException("Jim.sln is in no folder above the tests");
}
