namespace Jim.Benchmarks.Language;

/// <summary>
/// The documents that are measured, all valid against <c>schema</c>: hero, kitchen-sink, introspection, and a mobile screen's 200 fields.
/// </summary>
public static class BenchmarkDocuments
{
    public static IReadOnlyList<string> Names { get; } = ["hero", "kitchen-sink", "introspection", "mobile"];

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Documents", $"{name}.graphql"));
}
