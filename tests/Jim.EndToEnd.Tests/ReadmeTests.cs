using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Jim.EndToEnd.Tests;

/// <summary>The README's commands, as they stand (only the port differs), against a running Jim.</summary>
public sealed partial class ReadmeTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    public static TheoryData<int, string> Commands()
    {
        var data = new TheoryData<int, string>();
        var readme = File.ReadAllText(Path.Combine(JimProcess.RepositoryRoot(), "README.md"));
        var story = readme[
            readme.IndexOf("## The story", StringComparison.Ordinal)..readme.IndexOf("## A database of your own", StringComparison.Ordinal)
        ];
        var number = 0;
        foreach (Match block in Blocks().Matches(story))
        {
            data.Add(++number, block.Groups[1].Value);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Commands), DisableDiscoveryEnumeration = true)]
    public async Task Commands_of_the_story_work_as_written(int number, string commands)
    {
        var (status, output) = await BashAsync(
            commands.Replace("http://127.0.0.1:8080", world.Address.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal));
        Assert.True(status == 0, $"block {number} ended with {status}:\n{output}");
        Assert.DoesNotContain("\"errors\":[", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_request_that_run_prints_works_as_it_stands()
    {
        var printed = world.Gateway.Log.Split("Try it:\n")[1].Split("\n\n")[0];
        var (status, output) = await BashAsync(printed, ownSettings: false);
        Assert.True(status == 0, output);
        Assert.Contains("\"me\":{\"name\":\"Alice", output, StringComparison.Ordinal);
    }

    /// <param name="ownSettings">False: the shell knows nothing of the world's settings.</param>
    private async Task<(int Status, string Output)> BashAsync(string script, bool ownSettings = true)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            WorkingDirectory = JimProcess.RepositoryRoot(), RedirectStandardOutput = true, RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in ownSettings ? world.EnvironmentWith() : [])
        {
            start.Environment[name] = value;
        }

        start.Environment["JIM_CONFIGURATION"] = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        using var bash = Process.Start(start)!;
        var output = bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(300));
        return (bash.ExitCode, await output + await errors);
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
