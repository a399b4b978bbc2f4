namespace Jim.GraphQL.Tests.Language;

/// <summary>The documents that tests and benchmarks share.</summary>
internal static class Documents
{
    public static IReadOnlyList<string> Names { get; } = ["hero", "kitchen-sink", "introspection", "mobile", "schema"];

    /// <summary>The names as cases of a theory.</summary>
    public static TheoryData<string> Cases => [.. Names];

    public static byte[] Read(string name)
    {
        using var stream = typeof(Documents).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
