using System.Diagnostics;

namespace Jim.EndToEnd.Tests;

/// <summary>The commands of the README and of the pages in docs/, as they stand (only the port differs), against a running Jim.</summary>
public sealed class ReadmeTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    public static TheoryData<string, int, string> Commands()
    {
        var data = new TheoryData<string, int, string>();
        foreach (var page in DocumentPage.ReadAll())
        {
            foreach (var (number, block) in page.Blocks.Where(b => b is { Language: "sh", TestedBy: null }).Index())
            {
                data.Add(page.Path, number + 1, block.Text);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Commands), DisableDiscoveryEnumeration = true)]
    public async Task Commands_work_as_written(string page, int number, string commands)
    {
        var (status, output) = await BashAsync(
            commands.Replace("http://127.0.0.1:8080", world.Address.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal));
        Assert.True(status == 0, $"block {number} of {page} ended with {status}:\n{output}");
        Assert.DoesNotContain("\"errors\":[", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_run_as_it_stands_names_the_test_that_holds_it()
    {
        var classes = Directory.EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var blocks = DocumentPage.ReadAll().SelectMany(page => page.Blocks).ToList();

        Assert.All(blocks.Where(b => b.TestedBy is not null), b => Assert.Contains(b.TestedBy, classes));
        Assert.DoesNotContain(blocks, b => b is { TestedBy: null, Language: not ("sh" or "sql" or "graphql" or "json") });
    }

    [Fact]
    public async Task The_command_and_the_server_tell_one_version()
    {
        var (_, told) = await BashAsync("./jim --version");
        await using var server = JimProcess.Start(new Dictionary<string, string>(), "--version");
        await server.ExitAsync(TimeSpan.FromSeconds(60));
        Assert.Matches(@"^\d+\.\d+\.\d+$", told.Trim());
        Assert.Equal(told.Trim(), server.Log.Trim());
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("bob")]
    [InlineData("carol")]
    public async Task A_user_has_one_name_and_address_by_token_and_by_row(string user)
    {
        var me = (await (await world.As(user)).DataAsync("{ me { name email user { displayName email } } }"))["me"]!;
        Assert.Equal((string?)me["name"], (string?)me["user"]!["displayName"]);
        Assert.Equal((string?)me["email"], (string?)me["user"]!["email"]);
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
}
