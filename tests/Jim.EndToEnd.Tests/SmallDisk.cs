using System.Globalization;

namespace Jim.EndToEnd.Tests;

/// <summary>A file system in memory, of few MiB, which only root can mount.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Null: nothing can be mounted here.</summary>
    public static async Task<SmallDisk?> TryMountAsync(string folder, int mebibytes) =>
        Environment.UserName == "root" && OperatingSystem.IsLinux()
        && (await ShellCommand.RunAsync("mount", ["-t", "tmpfs", "-o", Size(mebibytes), "jim-test", folder])).Exit == 0
            ? new SmallDisk(folder) : null;

    public Task ResizeAsync(int mebibytes) => ShellCommand.OutputAsync("mount", ["-o", $"remount,{Size(mebibytes)}", _folder]);

    public async ValueTask DisposeAsync() => await ShellCommand.OutputAsync("umount", [_folder]);

    private static string Size(int mebibytes) => string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m");
}
