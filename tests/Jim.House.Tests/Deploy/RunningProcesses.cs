using System.Diagnostics;

namespace Jim.House.Tests.Deploy;

/// <summary>The processes of this machine, by what stands in their command lines.</summary>
internal static class RunningProcesses
{
    /// <summary>The command lines that name the folder.</summary>
    public static List<string> FindIn(string folder) =>
        [.. Process.GetProcesses().Select(p => ReadCommandLine(p.Id)).Where(c => c.Contains(folder, StringComparison.Ordinal))];

    private static string ReadCommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return string.Empty; // it ended meanwhile
        }
    }
}
