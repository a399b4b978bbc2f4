using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Jim.House.Tests.Deploy;

/// <summary>The first command of the README, on a machine where no setting is made.</summary>
public sealed class RunCommandTests
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(5); // it may have to build
    private static readonly HttpClient client = new();

    [Fact]
    public async Task Serves_on_a_database_of_its_own_and_leaves_nothing_running()
    {
        var folder = Directory.CreateTempSubdirectory("jim-run-");
        var data = Path.Combine(folder.FullName, "data");
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");
        using var jim = ShellCommand.Start("./jim", ["run"], new Dictionary<string, string>
        {
            ["JIM_DATA"] = data, ["JIM_LISTEN"] = address, ["DATABASE_URL"] = string.Empty, ["DATABASE_OWNER_URL"] = string.Empty,
        });
        try
        {
            var errors = jim.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var isReady = await TellsThatItIsReadyAsync(jim.StandardOutput).WaitAsync(Within, TestContext.Current.CancellationToken);
            if (!isReady)
            {
                PrivatePostgres.RefuseWithoutPostgres(await errors);
                Assert.Fail(await errors);
            }

            using var ready = await client.GetAsync(new Uri($"{address}/health/ready"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);

            var output = jim.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            using var interrupt = Process.Start("kill", ["-INT", jim.Id.ToString(CultureInfo.InvariantCulture)]);
            await jim.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Within, TestContext.Current.CancellationToken);
            await output;
        }
        finally
        {
            if (!jim.HasExited)
            {
                jim.Kill(entireProcessTree: true);
            }
        }

        Assert.Empty(RunningProcesses.FindIn(data));
        folder.Delete(recursive: true);
    }

    /// <summary>Not by the failure of a compiler that cannot write its files.</summary>
    [Fact]
    public async Task A_clone_in_which_the_user_may_not_write_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "only root can run it as somebody else");
        var folder = Directory.CreateTempSubdirectory("jim-foreign-").FullName;
        await ShellCommand.OutputAsync("cp", ["-r", "jim", "deploy", folder]);
        await ShellCommand.OutputAsync("chmod", ["-R", "go=rX", folder]);
        var (exit, _, errors) = await ShellCommand.RunAsync(
            "setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "bash", $"{folder}/jim", "run"],
            new Dictionary<string, string> { ["HOME"] = "/tmp", ["JIM_DATA"] = $"{folder}/data" });
        Directory.Delete(folder, recursive: true);
        Assert.NotEqual(0, exit);
        var told = $"jim: nobody may not write to {folder}, where Jim is built: clone it into a folder of your own\n";
        Assert.EndsWith(told, errors, StringComparison.Ordinal);
    }

    /// <summary>On a machine that has nothing but a shell, each command says in one line what is missing and where to get it.</summary>
    [Theory]
    [InlineData("run", "the .NET SDK 10 is not installed, or not on PATH: https://dot.net")]
    [InlineData("token alice", "the .NET SDK 10 is not installed, or not on PATH: https://dot.net")]
    [InlineData("test Data", "the .NET SDK 10 is not installed, or not on PATH: https://dot.net")]
    [InlineData("bench", "the .NET SDK 10 is not installed, or not on PATH: https://dot.net")]
    [InlineData("bench engine", "the .NET SDK 10 is not installed, or not on PATH: https://dot.net")]
    [InlineData("conformance", "the .NET SDK 10 is not installed, or not on PATH: https://dot.net")]
    [InlineData("up", "neither Docker (https://docs.docker.com/engine/install) nor podman-compose is installed (./jim run needs none)")]
    [InlineData("nonsense", "there is no command 'nonsense'; ./jim help lists them")]
    [InlineData("test nonsense", "no suite has a name with: nonsense")]
    public async Task What_is_missing_is_told_in_one_line_with_the_cure(string command, string told)
    {
        var folder = Directory.CreateTempSubdirectory("jim-bare-").FullName;
        foreach (var program in new[]
        {
            "awk", "basename", "bash", "cat", "chmod", "cut", "dirname", "env", "find", "grep", "head", "id", "mkdir", "mktemp", "readlink",
            "rm", "sed", "sort", "tail", "tr", "touch",
        })
        {
            File.CreateSymbolicLink(Path.Combine(folder, program), Path.Combine("/usr/bin", program));
        }

        // A configuration that was never built, so that a build would be needed.
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = folder, ["JIM_CONFIGURATION"] = "Never", ["JIM_INSTALL"] = "off", ["JIM_DATA"] = folder,
        };
        var (exit, output, errors) = await ShellCommand.RunAsync("/bin/bash", ["./jim", .. command.Split(' ')], environment);
        Directory.Delete(folder, recursive: true);

        Assert.Equal((string.Empty, $"jim: {told}\n"), (output, errors));
        Assert.NotEqual(0, exit);
    }

    private static async Task<bool> TellsThatItIsReadyAsync(StreamReader output)
    {
        while (await output.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("Ctrl-C stops it.", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
