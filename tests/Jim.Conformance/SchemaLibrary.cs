using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace Jim.Conformance;

/// <summary>The schemas that cases name by key (<c>schemas.json</c>), each parsed once.</summary>
public sealed class SchemaLibrary(IReadOnlyDictionary<string, string> sdl)
{
    private readonly ConcurrentDictionary<string, DocumentNode> _documents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Schema> _schemas = new(StringComparer.Ordinal);

    /// <summary>Those of the folder; of the default folder where it has none.</summary>
    public static SchemaLibrary Load(string folder)
    {
        var path = new[] { folder, ConformanceFolder.Default }.Select(f => Path.Combine(f, "schemas.json")).FirstOrDefault(File.Exists);
        if (path is null)
        {
            return new SchemaLibrary(new Dictionary<string, string>());
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var schemas = document.RootElement.GetProperty("schemas");
        return new SchemaLibrary(schemas.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!));
    }

    public string Sdl(string key) => sdl[key];

    public IEnumerable<string> Keys => sdl.Keys;

    public Schema Schema(string key) => _schemas.GetOrAdd(key, k => Build(Document(k)));

    /// <summary>A schema of the corpus: the scalars that it defines pass every value through, whatever they mean to Jim.</summary>
    public static Schema Build(DocumentNode document, Action<SchemaBuilder>? configure = null) =>
        SchemaBuilder.FromSdl(document, _ => Scalars.Any.Coercion, configure);

    public DocumentNode Document(string key) =>
        _documents.GetOrAdd(key, k => Parser.ParseDocument(Encoding.UTF8.GetBytes(sdl[k]), ParserOptions.Unlimited));
}
