using System.Diagnostics;

namespace Jim.Testing;

/// <summary>Runs a program in the root of the repository to its end, within a deadline.</summary>
public static class ShellCommand
{
    private static readonly TimeSpan WithinDefault = TimeSpan.FromSeconds(120);

    /// <summary>Its standard output. Fails the test, with what it wrote, where it ends with another code than 0.</summary>
    public static async Task<string> OutputAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? within = null)
    {
        var (exit, output, errors) = await RunAsync(program, arguments, environment, within);
        return exit == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {exit}\n{output}\n{errors}");
    }

    /// <summary>Exit code, standard output, standard error. A program that is not installed skips the test (or fails it in CI).</summary>
    public static async Task<(int Exit, string Output, string Errors)> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? within = null)
    {
        using var process = Start(program, arguments, environment);
        using var deadline = new CancellationTokenSource(within ?? WithinDefault);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Starts it with its output redirected, and its input ended or, with <paramref name="hasInput"/>, left open.</summary>
    public static Process Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, bool hasInput = false)
    {
        var start = new ProcessStartInfo(Installed(program), arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        if (!hasInput)
        {
            process.StandardInput.Close();
        }

        return process;
    }

    /// <summary>The program's path. Debian keeps servers out of a plain user's PATH.</summary>
    private static string Installed(string program)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':'), "/usr/sbin", "/usr/local/sbin"];
        var found = program.Contains('/', StringComparison.Ordinal)
            ? Path.Combine(Repository.Root, program)
            : folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        return found ?? TestServices.Refuse($"{program} is not installed");
    }
}
