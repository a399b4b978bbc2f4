using System.Text.RegularExpressions;
using Jim.House.Tests.Code;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Jim.House.Tests.Rooms;

/// <summary>
/// The namespaces of a project (its rooms, one folder each) use each other in one direction only: in the order that ARCHITECTURE.md gives
/// under "Order of rooms".
/// </summary>
public sealed partial class RoomOrderTests
{
    private static readonly IReadOnlyDictionary<string, string[]> order = ReadOrder();

    public static TheoryData<string> Projects => [.. order.Keys];

    /// <summary>But what others write against, which has no rooms: all of it is one namespace to them.</summary>
    [Fact]
    public void Every_project_has_an_order() =>
        Assert.Equal(SourceProject.Names.Where(name => name != "Jim.Extensions").Order(), order.Keys.Order());

    /// <summary>Circles are to be undone by layers. Merging two rooms that use each other would only hide that they do.</summary>
    [Fact]
    public void There_are_as_many_rooms_as_before_they_were_ordered() => Assert.True(order.Values.Sum(rooms => rooms.Length) >= 32);

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_order_names_every_room_once(string project)
    {
        var rooms = Repository.CSharp($"src/{project}").Select(file => file.Path.Split('/')).Where(parts => parts.Length > 3)
            .Select(parts => parts[2]).Distinct();

        Assert.Equal(rooms.Order(), order[project].Order());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_file_has_the_namespace_of_its_folder(string project)
    {
        var others = SourceProject.Load(project).Models.Select(model => model.SyntaxTree)
            .Where(tree => Namespace(tree) is { } name && name != Path.GetDirectoryName(tree.FilePath)!["src/".Length..].Replace('/', '.'));

        Assert.Empty(others.Select(tree => tree.FilePath));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_room_uses_only_rooms_before_it(string project)
    {
        var rooms = order[project];
        var wrong = Uses(SourceProject.Load(project)).Where(use => Array.IndexOf(rooms, use.To) >= Array.IndexOf(rooms, use.From))
            .GroupBy(
                use => (use.From, use.To),
                (pair, uses) => $"{pair.From} uses {pair.To}: {string.Join(", ", uses.Select(u => u.Place).Distinct().Take(8))}")
            .ToList();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Order()));
    }

    /// <summary>The test would hold for everything if names were not resolved.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void Names_of_types_are_resolved(string project) =>
        Assert.Empty(SourceProject.Load(project).Compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(
                diagnostic => diagnostic.Id is "CS0246" or "CS0234" or "CS0103" or "CS0012").Select(diagnostic => diagnostic.ToString()));

    private static IEnumerable<(string From, string To, string Place)> Uses(SourceProject project) =>
        from model in project.Models
        let room = Room(project, Namespace(model.SyntaxTree))
        where room is not null
        from node in model.SyntaxTree.GetRoot().DescendantNodes()
        where node is SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax
        let type = FindType(model.GetSymbolInfo(node))
        where SymbolEqualityComparer.Default.Equals(type?.ContainingAssembly, project.Compilation.Assembly)
        let used = Room(project, type!.ContainingNamespace.ToDisplayString())
        where used is not null && used != room
        select (room, used, SourceProject.Place(node));

    private static INamedTypeSymbol? FindType(SymbolInfo info) => (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) switch
    {
        INamedTypeSymbol type => type,
        { } symbol => symbol.ContainingType,
        null => null,
    };

    private static string? Room(SourceProject project, string? name) =>
        name is not null
            && name.StartsWith(project.Name + ".", StringComparison.Ordinal) ? name[(project.Name.Length + 1)..].Split('.')[0] : null;

    private static string? Namespace(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();

    private static Dictionary<string, string[]> ReadOrder() => Line().Matches(Repository.Read("ARCHITECTURE.md"))
        .ToDictionary(
            m => m.Groups[1].Value, m => m.Groups[2].Value.Split(" <- ").Select(room => room.Trim('`')).ToArray(), StringComparer.Ordinal);

    /// <summary><c>- Jim.Data: `Platform` &lt;- `Starter`</c>.</summary>
    [GeneratedRegex(@"^- (Jim\.\w+): (`\w+`(?: <- `\w+`)*)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
