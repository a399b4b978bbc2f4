using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Jim.Testing;

/// <summary>
/// Ports for servers that a test starts. They lie below the range from which Linux takes the ports of outgoing connections, so that none of
/// these has the port before the server listens, and a file's lock keeps each for this process until it ends. The shell scripts reserve
/// theirs in the same folder.
/// </summary>
public static class FreePort
{
    private const int Lowest = 20_000;
    private const int Highest = 31_999;

    private static readonly List<FileStream> reserved = [];

    public static int Next(string host = "127.0.0.1")
    {
        var folder = Directory.CreateDirectory(
            Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"jim-ports-{User()}")));
        while (true)
        {
            var port = Random.Shared.Next(Lowest, Highest + 1);
            if (TryReserve(Path.Combine(folder.FullName, port.ToString(CultureInfo.InvariantCulture))) is not { } file)
            {
                continue;
            }

            if (IsFree(host, port))
            {
                lock (reserved)
                {
                    reserved.Add(file);
                }

                return port;
            }

            file.Dispose();
        }
    }

    private static FileStream? TryReserve(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            return null; // another process has it
        }
    }

    private static bool IsFree(string host, int port)
    {
        using var probe = new TcpListener(IPAddress.Parse(host), port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The effective user's number, as <c>id -u</c> tells it.</summary>
    private static string User() =>
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2];
}
