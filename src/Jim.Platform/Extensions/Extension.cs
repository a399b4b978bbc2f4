using System.Reflection;

namespace Jim.Platform.Extensions;

/// <summary>A loaded assembly of <c>JIM_EXTENSIONS</c>.</summary>
/// <param name="Services">Its class that registers services; null: it has none.</param>
public sealed record Extension(Assembly Assembly, ImmutableArray<CommandDefinition> Commands, Type? Services)
{
    public string Name => Assembly.GetName().Name!;
}

/// <summary>All of <c>JIM_EXTENSIONS</c>. No two commands have one name, and all can be asked for in GraphQL.</summary>
public sealed record ExtensionSet(ImmutableArray<Extension> All)
{
    public static ExtensionSet None { get; } = new([]);

    public IEnumerable<CommandDefinition> Commands => All.SelectMany(extension => extension.Commands);
}
