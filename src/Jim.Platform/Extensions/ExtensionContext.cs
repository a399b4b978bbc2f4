using System.Reflection;
using System.Runtime.Loader;

namespace Jim.Platform.Extensions;

/// <summary>
/// Where one extension lives: its packages are those beside it, also where the server or another extension has other versions of them.
/// Shared with the server is what both exchange: <c>Jim.Extensions</c>, Npgsql, and what belongs to .NET.
/// </summary>
internal sealed class ExtensionContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
{
    private static readonly string[] shared = ["System.", "Microsoft.Extensions.", "Microsoft.AspNetCore."];

    private readonly AssemblyDependencyResolver _resolver = new(path);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (IsShared(assemblyName.Name!) && FindInServer(assemblyName) is { } found)
        {
            return found;
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } own ? LoadFromAssemblyPath(own) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } own ? LoadUnmanagedDllFromPath(own) : 0;

    private static bool IsShared(string name) =>
        name is "Jim.Extensions" or "Npgsql" || shared.Any(s => name.StartsWith(s, StringComparison.Ordinal));

    /// <summary>Null: the server has none, or an older one; only of its own contract that is a reason not to start.</summary>
    private static Assembly? FindInServer(AssemblyName name)
    {
        try
        {
            return Default.LoadFromAssemblyName(name);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException && name.Name != "Jim.Extensions")
        {
            return null;
        }
    }
}
