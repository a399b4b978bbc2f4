using System.Text.Json;

namespace Jim.Conformance;

/// <summary>One file of the corpus: <c>{about, cases: […]}</c>.</summary>
/// <param name="Name">The file's name without its folder.</param>
/// <param name="Root">The whole document, for members beside <c>cases</c>.</param>
/// <param name="Cases">The cases in file order.</param>
public sealed record ConformanceFile(string Name, JsonElement Root, IReadOnlyList<JsonElement> Cases)
{
    public static ConformanceFile Load(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 1000 });
        var root = document.RootElement.Clone();
        return new ConformanceFile(Path.GetFileName(path), root, [.. root.GetProperty("cases").EnumerateArray()]);
    }
}
