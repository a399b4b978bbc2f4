using System.Runtime.InteropServices;

namespace Jim.Platform.Files;

/// <summary>
/// Makes files and directories survive a power cut: a rename does so only after the directory that holds the name was flushed too.
/// </summary>
internal static class Durable
{
    /// <summary>Moves a flushed file to its final name and makes the name durable.</summary>
    public static void Publish(string temporary, string final)
    {
        File.Move(temporary, final, overwrite: true);
        FlushDirectory(Path.GetDirectoryName(final)!);
    }

    /// <summary>Makes the directory and every missing one above it, each made durable in its parent.</summary>
    public static void MakeDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var parent = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(parent))
        {
            MakeDirectory(parent);
        }

        Directory.CreateDirectory(path);
        if (!string.IsNullOrEmpty(parent))
        {
            FlushDirectory(parent);
        }
    }

    /// <summary>.NET opens no handle on a directory, so this one call goes to libc. Windows journals names itself.</summary>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(path, 0);
        if (descriptor < 0)
        {
            throw new IOException("The directory cannot be opened to flush it.", Marshal.GetLastPInvokeError());
        }

        try
        {
            if (Fsync(descriptor) < 0)
            {
                throw new IOException("The directory cannot be flushed.", Marshal.GetLastPInvokeError());
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int descriptor);
}
