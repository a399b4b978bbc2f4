using System.Diagnostics;
using Xunit;

namespace Jim.Testing;

/// <summary>
/// Real servers of one test's own, to stop, kill and restart: <c>postgres</c>, its <c>standby1</c> and
/// <c>standby2</c>, <c>redis</c>, <c>rabbitmq</c>, <c>garage</c>, <c>keycloak</c> (<c>tests/serve.sh</c>). A server that cannot be had here skips the test, or fails it in CI, as in <see
/// cref="TestServices"/>.
/// </summary>
public sealed class OwnServers : IAsyncDisposable
{
    private static readonly TimeSpan deadline = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Dictionary<string, string> _variables = [];

    private OwnServers(Process process) => _process = process;

    /// <summary>Returns when each server answers.</summary>
    public static async Task<OwnServers> StartAsync(params string[] names)
    {
        var process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Root(), "tests", "serve.sh"), .. names])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var servers = new OwnServers(process);
        try
        {
            await servers.ReadUntilAsync("ready");
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>A variable as <see cref="TestServices"/> reads them, as <c>JIM_TEST_RABBITMQ</c>.</summary>
    public string this[string variable] => _variables.TryGetValue(variable, out var value)
        ? value
        : TestServices.Refuse(_variables.GetValueOrDefault(
            variable.Replace("JIM_TEST_", "JIM_TEST_NO_", StringComparison.Ordinal), $"{variable}: this server is not installed"));

    /// <summary>Ends it as its operator would.</summary>
    public Task StopAsync(string name) => SayAsync($"stop {name}");

    /// <summary>Ends all its processes at once, without a chance to finish anything.</summary>
    public Task KillAsync(string name) => SayAsync($"kill {name}");

    /// <summary>Starts it again on the same port with the data it had; returns when it answers.</summary>
    public Task StartAgainAsync(string name) => SayAsync($"start {name}");

    /// <summary>Until the returned handle is disposed it does nothing, as on a machine that hangs; its connections stay.</summary>
    public async Task<IAsyncDisposable> HangAsync(string name)
    {
        await SayAsync($"hang {name}");
        return new Hanging(() => SayAsync($"wake {name}"));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private async Task SayAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        await ReadUntilAsync("done");
    }

    private async Task ReadUntilAsync(string end)
    {
        using var limit = new CancellationTokenSource(deadline);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line == end)
            {
                return;
            }

            if (line.Split('=', 2) is [var name, var value])
            {
                _variables[name] = value;
            }
        }

        Assert.Fail("tests/serve.sh ended: see the test's standard error");
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Jim.sln")))
        {
            at = at.Parent ?? throw new InvalidOperationException($"no Jim.sln above {AppContext.BaseDirectory}");
        }

        return at.FullName;
    }

    private sealed class Hanging(Func<Task> wake) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await wake();
    }
}
