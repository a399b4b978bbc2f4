using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Jim.Testing;

/// <summary>An extension that is compiled from a text, in a folder of its own.</summary>
public sealed class CompiledExtension : IDisposable
{
    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks; "
        + "global using System.Linq; global using System.IO; global using Jim.Extensions; global using Npgsql;";

    private CompiledExtension(string folder, string path) => (Folder, Path) = (folder, path);

    public string Folder { get; }

    /// <summary>The assembly.</summary>
    public string Path { get; }

    /// <param name="name">Of the assembly.</param>
    /// <param name="references">Paths of further assemblies.</param>
    public static CompiledExtension Build(string name, string source, params string[] references)
    {
        var folder = Directory.CreateTempSubdirectory("jim-extension-").FullName;
        var path = System.IO.Path.Combine(folder, name + ".dll");
        var known = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
            .Append(typeof(Jim.Extensions.CommandAttribute).Assembly.Location);
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(source)],
            known.Concat(references).Distinct().Select(p => MetadataReference.CreateFromFile(p)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var result = compilation.Emit(path);
        return result.Success
            ? new CompiledExtension(folder, path)
            : throw new InvalidOperationException(
                string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
