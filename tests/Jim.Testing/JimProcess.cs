using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Jim.Testing;

/// <summary>A real jim-server process of a test: its own settings, its log kept, ended with the test whatever happens.</summary>
public sealed class JimProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(5);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;

    private JimProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public int Id => _process.Id;

    public string Log => string.Join('\n', _lines);

    /// <summary>Starts a verb of the server and does not wait for anything.</summary>
    public static JimProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(ServerPath())
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false,
            WorkingDirectory = RepositoryRoot(),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var jim = new JimProcess(
            new Process { StartInfo = start, EnableRaisingEvents = true },
            new Uri(environment.GetValueOrDefault("JIM_LISTEN") ?? "http://127.0.0.1:1"));
        jim.Watch();
        return jim;
    }

    /// <summary>Starts <c>run</c> and waits until it says that it is ready.</summary>
    public static async Task<JimProcess> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var jim = Start(environment, ["run", "--env-file", "/dev/null", .. arguments]);
        try
        {
            await jim._ready.Task.WaitAsync(StartWithin);
            return jim;
        }
        catch (Exception e)
        {
            var log = jim.Log;
            await jim.DisposeAsync();
            throw new InvalidOperationException($"jim-server did not start: {e.Message}\n{log}", e);
        }
    }

    /// <summary>Waits for a line of the log.</summary>
    public async Task<string> LineAsync(Func<string, bool> wanted, TimeSpan within)
    {
        var end = DateTime.UtcNow + within;
        while (true)
        {
            if (_lines.FirstOrDefault(wanted) is { } line)
            {
                return line;
            }

            if (DateTime.UtcNow > end)
            {
                throw new TimeoutException($"no such line within {within}:\n{Log}");
            }

            await Task.Delay(50);
        }
    }

    public void Kill() => _process.Kill(entireProcessTree: false);

    /// <summary>Kills it and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        Kill();
        await ExitAsync(TimeSpan.FromSeconds(30));
        await DisposeAsync();
    }

    /// <summary>The most memory that it ever had resident, in KiB, as Linux tells it.</summary>
    public async Task<long> ReadPeakMemoryAsync()
    {
        var line = (await File.ReadAllLinesAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{Id}/status")))
            .Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Sends a signal by its number, as 2 for Ctrl-C and 19 to stop.</summary>
    public void Signal(int signal)
    {
        using var kill = Process.Start(
            "kill", [string.Create(CultureInfo.InvariantCulture, $"-{signal}"), string.Create(CultureInfo.InvariantCulture, $"{Id}")]);
        kill.WaitForExit();
    }

    public async Task<int> ExitAsync(TimeSpan within)
    {
        await _process.WaitForExitAsync().WaitAsync(within);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            Signal(2);
            try
            {
                await ExitAsync(TimeSpan.FromSeconds(20));
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
        if (Environment.GetEnvironmentVariable("JIM_TEST_LOGS") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, $"jim-{Address.Port}-{Guid.NewGuid():N}.log"), Log);
        }
    }

    public static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Jim.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Jim.sln is not above the tests");
        }

        return folder;
    }

    private static string ServerPath()
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        return Path.Combine(RepositoryRoot(), "src", "Jim.Server", "bin", configuration, "net10.0", "jim-server");
    }

    private void Watch()
    {
        void Take(string? line)
        {
            if (line is null)
            {
                return;
            }

            _lines.Enqueue(line);
            if (line.StartsWith("Ctrl-C stops it.", StringComparison.Ordinal)
                || line.StartsWith("Jim is working", StringComparison.Ordinal))
            {
                _ready.TrySetResult();
            }
        }

        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("it has ended"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.StandardInput.Close();
    }
}
