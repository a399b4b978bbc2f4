using System.Diagnostics;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// The Node scripts of <c>clients/</c> and the TypeScript of <c>expo/</c>: pinned libraries, installed once a run from the lock files.
/// </summary>
public static class ClientLibraries
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(4);
    private static readonly string Clients = Repository.PathOf("tests/Jim.EndToEnd.Tests/clients");
    private static readonly string Expo = Repository.PathOf("tests/Jim.EndToEnd.Tests/expo");
    private static readonly string Events = Repository.PathOf("examples/events");
    private static readonly Lazy<Task> EventsInstalled = new(() => InstallAsync(Events));
    private static readonly Lazy<Task> ClientsInstalled = new(() => InstallAsync(Clients));
    private static readonly Lazy<Task> ExpoInstalled = new(() => InstallAsync(Expo));

    /// <summary>
    /// Runs node there with the world's address and a token of alice. Skips the test where Node is missing; a bad end fails it with the
    /// output.
    /// </summary>
    public static async Task RunNodeAsync(JimWorld world, string[] arguments, params (string Name, string Value)[] more)
    {
        NeedNode();
        await ClientsInstalled.Value;
        await RunAsync(
            Clients, "node", arguments,
            [("JIM_URL", world.Address.AbsoluteUri), ("JIM_TOKEN", await world.TokenAsync("alice")), .. more]);
    }

    /// <summary>Starts the example that follows changes; whoever calls ends it. What it says is the test's to read.</summary>
    public static async Task<Process> StartConsumerAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        NeedNode();
        await EventsInstalled.Value;
        return Process.Start(Describe(Events, "node", ["consumer.mjs", .. arguments], environment))!;
    }

    /// <summary>Has the TypeScript compiler check the source of an Expo app. A fault fails the test with the compiler's words.</summary>
    public static async Task CheckTypesAsync(string source)
    {
        NeedNode();
        await ExpoInstalled.Value;
        Directory.CreateDirectory(Path.Combine(Expo, "obj"));
        await File.WriteAllTextAsync(Path.Combine(Expo, "obj", "App.tsx"), source);
        await RunAsync(Expo, "node", ["node_modules/typescript/bin/tsc", "-p", "."], []);
    }

    /// <summary>The program's path, or null.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static void NeedNode()
    {
        if (Find("node") is null || Find("npm") is null)
        {
            TestServices.Refuse("node and npm are not installed (Debian: apt-get install nodejs npm)");
        }
    }

    private static Task InstallAsync(string folder) =>
        RunAsync(folder, "npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], []);

    private static async Task RunAsync(string folder, string program, string[] arguments, (string Name, string Value)[] environment)
    {
        using var process = Process.Start(Describe(folder, program, arguments, environment))!;
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
    }

    private static ProcessStartInfo Describe(
        string folder, string program, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
