using System.Reflection;
using System.Xml.Linq;

namespace Jim.House.Tests.Projects;

/// <summary>Which projects of <c>src</c> may use which, by their project files and by their compiled assemblies.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> mayUse = new()
    {
        ["Jim.GraphQL"] = [],
        ["Jim.Data"] = [],
        ["Jim.Extensions"] = [],
        ["Jim.Postgres"] = ["Jim.GraphQL"],
        ["Jim.Platform"] = ["Jim.GraphQL", "Jim.Postgres", "Jim.Data", "Jim.Extensions"],
        ["Jim.Server"] = ["Jim.GraphQL", "Jim.Postgres", "Jim.Data", "Jim.Extensions", "Jim.Platform"],
    };

    public static TheoryData<string> Projects => [.. mayUse.Keys];

    [Fact]
    public void Every_project_of_src_is_listed() =>
        Assert.Equal(mayUse.Keys.Order(), Repository.Files("src", "*.csproj").Select(p => Path.GetFileNameWithoutExtension(p)).Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_names_only_those_before_it(string project)
    {
        var named = References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

        Assert.Subset(mayUse[project].ToHashSet(), named.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void An_assembly_uses_only_those_before_it(string project)
    {
        var used = Uses(project == "Jim.Server" ? "jim-server" : project).Where(name => name.StartsWith("Jim.", StringComparison.Ordinal));

        Assert.Subset(mayUse[project].ToHashSet(), used.ToHashSet());
    }

    [Fact]
    public void GraphQL_needs_no_package_and_no_framework_beyond_the_runtime()
    {
        Assert.Empty(References("Jim.GraphQL", "PackageReference"));
        Assert.Empty(References("Jim.GraphQL", "FrameworkReference"));
        Assert.All(Uses("Jim.GraphQL"), name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Postgres_knows_no_web_framework() =>
        Assert.DoesNotContain(Uses("Jim.Postgres"), name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));

    [Fact]
    public void Versions_of_packages_are_managed_centrally() =>
        Assert.DoesNotContain(
            Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj")),
            path => XDocument.Parse(Repository.Read(path)).Descendants("PackageReference").Any(p => p.Attribute("Version") is not null));

    private static IEnumerable<string> Uses(string assembly) => Assembly.Load(assembly).GetReferencedAssemblies().Select(a => a.Name!);

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj")).Descendants(kind).Select(r => r.Attribute("Include")!.Value);
}
