using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Jim.House.Tests.Code;

/// <summary>
/// A project of <c>src</c> as the compiler understands it: names are resolved to the types that they mean. What source generators add is
/// not part of it.
/// </summary>
internal sealed class SourceProject
{
    private static readonly ConcurrentDictionary<string, Lazy<SourceProject>> loaded = new();
    private static readonly MetadataReference[] references = LoadReferences();

    private SourceProject(string name)
    {
        Name = name;
        var assembly = AssemblyOf(name);
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var trees = Repository.CSharp($"src/{name}").Append(ImplicitUsings(name))
            .Select(file => CSharpSyntaxTree.ParseText(file.Text, options, file.Path));
        Compilation = CSharpCompilation.Create(
            assembly, trees, references.Where(reference => Path.GetFileNameWithoutExtension(reference.Display) != assembly),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    public static IReadOnlyList<string> Names { get; } =
        [.. Repository.Files("src", "*.csproj").Select(path => Path.GetFileNameWithoutExtension(path))];

    public string Name { get; }

    public CSharpCompilation Compilation { get; }

    /// <summary>The files of the project with the meaning of their names.</summary>
    public IEnumerable<SemanticModel> Models => Compilation.SyntaxTrees.Where(
        tree => !tree.FilePath.Contains("/obj/", StringComparison.Ordinal))
        .Select(tree => Compilation.GetSemanticModel(tree));

    public static SourceProject Load(string name) => loaded.GetOrAdd(name, n => new Lazy<SourceProject>(() => new SourceProject(n))).Value;

    public static string AssemblyOf(string project) => project == "Jim.Server" ? "jim-server" : project;

    /// <summary><c>path:line</c> of a node.</summary>
    public static string Place(SyntaxNode node) =>
        $"{node.SyntaxTree.FilePath}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";

    private static SourceFile ImplicitUsings(string project)
    {
        var configuration = typeof(SourceProject).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var path = $"src/{project}/obj/{configuration}/net10.0/{project}.GlobalUsings.g.cs";
        return new SourceFile(path, Repository.Read(path));
    }

    /// <summary>Everything that this process can load: the runtime, ASP.NET Core, the packages and the other projects.</summary>
    private static MetadataReference[] LoadReferences() =>
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(
                path => MetadataReference.CreateFromFile(path))
        ];
}
