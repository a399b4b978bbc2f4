using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Jim.EndToEnd.Tests;

/// <summary>Wrong settings end the start with what to do.</summary>
public sealed class SettingsTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_unknown_option_names_the_nearest_known_one()
    {
        var file = Path.Combine(world.Data, "wrong.env");
        await File.WriteAllTextAsync(file, "# settings\nJIM_LISTN=http://127.0.0.1:9\n", TestContext.Current.CancellationToken);
        await using var jim = JimProcess.Start(world.EnvironmentWith(), "run", "--env-file", file);
        Assert.Equal(2, await jim.ExitAsync(Soon));
        Assert.Contains("unknown setting JIM_LISTN", jim.Log, StringComparison.Ordinal);
        Assert.Contains("JIM_LISTEN", jim.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_variable_of_the_environment_names_the_nearest_setting()
    {
        await using var jim = JimProcess.Start(
            world.EnvironmentWith(("JIM_LISTN", "http://127.0.0.1:9")), "run", "--env-file", "/dev/null");
        Assert.Equal(2, await jim.ExitAsync(Soon));
        Assert.Contains("unknown setting JIM_LISTN. Did you mean JIM_LISTEN?", jim.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_says_which_and_how_to_choose_another()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var jim = JimProcess.Start(
            world.EnvironmentWith(("JIM_LISTEN", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"))), "run",
            "--env-file", "/dev/null");
        Assert.Equal(2, await jim.ExitAsync(Soon));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Port {port} is in use"), jim.Log, StringComparison.Ordinal);
        Assert.Contains("JIM_LISTEN", jim.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_without_an_issuer_does_not_start()
    {
        await using var jim = JimProcess.Start(world.EnvironmentWith(("JIM_ENV", "production")), "run", "--env-file", "/dev/null");
        Assert.Equal(2, await jim.ExitAsync(Soon));
        Assert.Contains("OIDC_ISSUER", jim.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JIM_REALM", "/nowhere/realm.json", "/nowhere/realm.json is no usable realm file")]
    [InlineData("JIM_REALM", "/proc/self/mem", "is no usable realm file")]
    [InlineData("JIM_DATA", "/proc/jim", "Check JIM_DATA")]
    public async Task A_path_that_cannot_be_used_ends_the_start_with_one_line(string name, string value, string why)
    {
        await using var jim = JimProcess.Start(world.EnvironmentWith((name, value)), "token", "alice", "--env-file", "/dev/null");
        Assert.Equal(2, await jim.ExitAsync(Soon));
        Assert.Contains(why, Assert.Single(jim.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JIM_OPERATIONS", "/nowhere", "/nowhere is neither a folder nor a .json file")]
    [InlineData("JIM_ONLY_PERSISTED", "on", "needs JIM_OPERATIONS")]
    public async Task Operations_that_cannot_be_read_end_the_start(string name, string value, string why)
    {
        await using var jim = JimProcess.Start(
            world.EnvironmentWith((name, value), ("JIM_LISTEN", "http://127.0.0.1:0")), "run", "--env-file", "/dev/null");
        Assert.Equal(2, await jim.ExitAsync(Soon));
        Assert.Contains(why, jim.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_reads_the_operations_as_the_gateway_would()
    {
        var folder = Directory.CreateDirectory(Path.Combine(world.Data, "operations")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "Me.graphql"), "{ me { name } }", TestContext.Current.CancellationToken);
        await using (var well = JimProcess.Start(world.EnvironmentWith(("JIM_OPERATIONS", folder)), "doctor", "--env-file", "/dev/null"))
        {
            Assert.Equal(0, await well.ExitAsync(Soon));
            Assert.Contains($"1 trusted in {folder}", well.Log, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "Ill.graphql"), "{ me {", TestContext.Current.CancellationToken);
        await using var ill = JimProcess.Start(world.EnvironmentWith(("JIM_OPERATIONS", folder)), "doctor", "--env-file", "/dev/null");
        Assert.Equal(1, await ill.ExitAsync(Soon));
        Assert.Contains("the document `Ill` cannot be parsed at line 1", ill.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_verb_prints_a_token_and_nothing_else()
    {
        await using var jim = JimProcess.Start(world.EnvironmentWith(), "token", "alice", "--env-file", "/dev/null");
        Assert.Equal(0, await jim.ExitAsync(Soon));
        Assert.Matches("^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$", jim.Log.Trim());
    }
}
