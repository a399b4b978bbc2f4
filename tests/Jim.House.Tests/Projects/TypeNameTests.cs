using System.Reflection;
using System.Runtime.CompilerServices;

namespace Jim.House.Tests.Projects;

/// <summary>A name says one thing: no two types of one name, and no namespace that hides a type or namespace of the framework.</summary>
public sealed class TypeNameTests
{
    private static readonly Type[] types =
    [
        .. new[] { "Jim.GraphQL", "Jim.Postgres", "Jim.Data", "Jim.Extensions", "Jim.Platform", "jim-server" }.SelectMany(
            name => Assembly.Load(name).GetTypes())
            .Where(type => type.Namespace?.StartsWith("Jim.", StringComparison.Ordinal) == true && !type.IsNestedPrivate)
            .Where(
                type => type.GetCustomAttribute<CompilerGeneratedAttribute>() is null
                    && !type.Name.Contains('<', StringComparison.Ordinal)),
    ];

    [Fact]
    public void No_two_types_have_one_name() =>
        Assert.Empty(
            types.GroupBy(type => type.Name).Where(same => same.Count() > 1).SelectMany(same => same.Select(type => type.FullName)));

    /// <summary>Inside <c>Jim.Server.Console</c> or beside it, <c>Console</c> would no longer be <see cref="System.Console"/>.</summary>
    [Fact]
    public void No_namespace_hides_a_type_of_the_framework()
    {
        var framework = typeof(object).Assembly.GetExportedTypes().Append(typeof(Console)).Where(type => type.Namespace == "System")
            .Select(type => type.Name).ToHashSet();

        Assert.DoesNotContain(types.SelectMany(type => type.Namespace!.Split('.')).Distinct(), framework.Contains);
    }
}
