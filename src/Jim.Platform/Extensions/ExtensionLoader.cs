using System.Reflection;
using Jim.Extensions;
using Jim.Platform.Identity;

namespace Jim.Platform.Extensions;

/// <summary>Loads the assemblies of <c>JIM_EXTENSIONS</c>, each in a context of its own, and finds their commands.</summary>
public static class ExtensionLoader
{
    private const string Cure =
        "Build it for .NET 10 with <EnableDynamicLoading>true</EnableDynamicLoading> in its project, so that its packages are beside it, and "
        + "against the Jim.Extensions of this Jim.";

    /// <param name="paths">Of assemblies; relative ones from the working directory.</param>
    /// <param name="roles">Which roles commands may name.</param>
    /// <exception cref="ExtensionException">One cannot be used; the message says why and what to do.</exception>
    public static ExtensionSet Load(IEnumerable<string> paths, RoleMap roles)
    {
        var set = Join([.. paths.Select(path => Read(LoadAssembly(Path.GetFullPath(path))))]);
        foreach (var command in set.Commands)
        {
            if (command.Attribute.Roles?.FirstOrDefault(role => !roles.DatabaseRoles.Contains(role)) is { } unknown)
            {
                throw new ExtensionException(
                    $"The command {command.Type} is for the role {unknown}, as which nobody asks. Name a database role of JIM_ROLES, or "
                    + $"{RoleMap.UserRole}.");
            }
        }

        return set;
    }

    /// <summary>The commands of an assembly that is loaded.</summary>
    /// <exception cref="ExtensionException">It cannot be used.</exception>
    private static Extension Read(Assembly assembly)
    {
        var types = FindTypes(assembly);
        var commands = types.Where(type => type.GetCustomAttribute<CommandAttribute>() is not null)
            .Select(type => CommandDefinition.Read(type, types)).ToImmutableArray();
        var services = types.Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IExtension)))
            .ToList();
        return commands.IsEmpty
            ? throw new ExtensionException(
                $"JIM_EXTENSIONS names {assembly.Location}, which has no [Command]. Name the assembly with the commands, which references "
                + "Jim.Extensions.")
            : services.Count > 1
            ? throw new ExtensionException(
                $"{assembly.GetName().Name} has several classes that are an IExtension: {string.Join(", ", services)}. Make them one.")
            : new Extension(assembly, commands, services.SingleOrDefault());
    }

    /// <exception cref="ExtensionException">Two of them want one name.</exception>
    private static ExtensionSet Join(ImmutableArray<Extension> extensions)
    {
        var set = new ExtensionSet(extensions);
        if (set.Commands.GroupBy(c => c.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ExtensionException(
                $"Two commands have the name {twice.Key}: "
                + $"{string.Join(" and ", twice.Select(c => $"{c.Type} of {c.Type.Assembly.Location}"))}. "
                + "Give one another name: [Command(Name = \"…\")].");
        }

        var named = set.Commands.SelectMany(c => c.Input.FindNamed()).DistinctBy(t => (t.Name, t.Type)).GroupBy(t => t.Name);
        return named.FirstOrDefault(same => same.Count() > 1) is { } types
            ? throw new ExtensionException(
                $"Two types of commands have the name {types.Key} in GraphQL: {string.Join(" and ", types.Select(t => t.Type))}. Rename one.")
            : set;
    }

    private static Assembly LoadAssembly(string path)
    {
        if (!File.Exists(path))
        {
            throw new ExtensionException(
                $"JIM_EXTENSIONS names {path}, and there is no such file. Build the extension, and name its assembly, as "
                + "bin/Release/net10.0/Orders.dll.");
        }

        try
        {
            return new ExtensionContext(path).LoadFromAssemblyPath(path);
        }
        catch (BadImageFormatException)
        {
            throw new ExtensionException(
                $"JIM_EXTENSIONS names {path}, which is no .NET assembly. Name the .dll that `dotnet build` has made.");
        }
        catch (Exception e) when (e is InvalidOperationException or FileLoadException or FileNotFoundException)
        {
            throw new ExtensionException($"JIM_EXTENSIONS names {path}, which cannot be loaded: {e.Message} {Cure}");
        }
    }

    private static Type[] FindTypes(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            throw new ExtensionException(
                $"JIM_EXTENSIONS names {assembly.Location}, of which not all can be loaded: {e.LoaderExceptions[0]?.Message} {Cure}");
        }
        catch (Exception e) when (e is FileLoadException or FileNotFoundException)
        {
            throw new ExtensionException($"JIM_EXTENSIONS names {assembly.Location}, which cannot be loaded: {e.Message} {Cure}");
        }
    }
}
