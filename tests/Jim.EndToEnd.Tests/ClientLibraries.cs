using System.Diagnostics;

namespace Jim.EndToEnd.Tests;

/// <summary>The Node scripts of <c>clients/</c>: pinned client libraries, installed once a run from the lock file.</summary>
public static class ClientLibraries
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(4);
    private static readonly Lazy<Task<string>> Installed = new(
        () => RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], []));

    private static string Folder => Repository.PathOf("tests/Jim.EndToEnd.Tests/clients");

    /// <summary>
    /// Runs node there with the world's address and a token of alice. Skips the test where Node is missing; a bad end fails it with the
    /// output.
    /// </summary>
    public static async Task RunNodeAsync(JimWorld world, string[] arguments, params (string Name, string Value)[] more)
    {
        if (Find("node") is null || Find("npm") is null)
        {
            TestServices.Refuse("node and npm are not installed (Debian: apt-get install nodejs npm)");
        }

        await Installed.Value;
        await RunAsync(
            "node", arguments, [("JIM_URL", world.Address.AbsoluteUri), ("JIM_TOKEN", await world.TokenAsync("alice")), .. more]);
    }

    /// <summary>The program's path, or null.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static async Task<string> RunAsync(string program, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Within);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} ran longer than {Within}:\n{await output}\n{await errors}");
        }

        Assert.True(
            process.ExitCode == 0,
            $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}\n{await errors}");
        return await output;
    }
}
