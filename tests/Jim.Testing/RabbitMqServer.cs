using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Jim.Testing;

/// <summary>
/// A RabbitMQ broker of a test's own, on free ports and in a temporary folder, to be stopped, killed and wiped. Has its own epmd as a
/// child, so that nothing outlives it. Runs under any user, also root: the server's script is called directly, not Debian's wrapper that
/// changes the user.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private const string Script = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("jim-rabbit-").FullName;
    private readonly int _port = FreePort.Next();
    private readonly int _distribution = FreePort.Next();
    private readonly int _portMapper = FreePort.Next();
    private readonly string[] _settings;
    private Process? _epmd;
    private Process? _broker;

    private RabbitMqServer(string[] settings) => _settings = settings;

    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{_port}/"));

    public int Port => _port;

    /// <param name="settings">More lines of its configuration file.</param>
    public static async Task<RabbitMqServer> StartNewAsync(params string[] settings)
    {
        if (!File.Exists(Script))
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "rabbitmq-server is not installed");
            Assert.Fail("rabbitmq-server is not installed");
        }

        var server = new RabbitMqServer(settings);
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task StartAsync()
    {
        if (_epmd is null)
        {
            _epmd = Run("epmd", "-address", "127.0.0.1", "-port", Text(_portMapper));
            WriteConfiguration();
        }

        _broker = Run(Script);
        using var deadline = new CancellationTokenSource(StartDeadline);
        while (!await AnswersAsync(deadline.Token))
        {
            Assert.False(
                _broker.HasExited,
                $"the broker ended: {(_broker.HasExited ? await _broker.StandardOutput.ReadToEndAsync(deadline.Token) : null)}");
            await Task.Delay(100, deadline.Token);
        }
    }

    /// <summary>As an operator would: connections are told.</summary>
    public Task StopAsync() => EndAsync("TERM");

    /// <summary>Without a word.</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>Stopped or continued: it keeps its connections and says nothing.</summary>
    public void Freeze(bool frozen) => Signal(_broker!, frozen ? "STOP" : "CONT");

    /// <summary>Runs a command of rabbitmqctl on the running broker, as <c>set_disk_free_limit 1000TB</c>.</summary>
    public async Task ControlAsync(params string[] arguments)
    {
        using var control = Run("/usr/lib/rabbitmq/bin/rabbitmqctl", ["--quiet", .. arguments]);
        var told = await control.StandardOutput.ReadToEndAsync();
        await control.WaitForExitAsync();
        Assert.True(control.ExitCode == 0, $"rabbitmqctl {string.Join(' ', arguments)}: {told}");
    }

    /// <summary>Everything it had stored; only while it is stopped.</summary>
    public void Wipe() => Directory.Delete(Path.Combine(_folder, "mnesia"), recursive: true);

    public async ValueTask DisposeAsync()
    {
        await EndAsync("KILL");
        if (_epmd is not null)
        {
            _epmd.Kill();
            _epmd.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private void WriteConfiguration()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "home"));
        File.WriteAllText(Path.Combine(_folder, "enabled_plugins"), "[].");
        File.WriteAllLines(
            Path.Combine(_folder, "rabbitmq.conf"),
            [
                $"listeners.tcp.1 = 127.0.0.1:{_port}", "raft.wal_max_size_bytes = 4194304", "disk_free_limit.absolute = 10MB",
                "log.console = false", .. _settings
            ]);
    }

    private Process Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardInput = true, WorkingDirectory = _folder,
        };
        foreach (var (name, value) in new (string, string)[]
        {
            ("RUNNING_UNDER_SYSTEMD", "true"), // the script then becomes the broker instead of waiting for it: signals reach it
            ("HOME", Path.Combine(_folder, "home")),
            ("ERL_EPMD_PORT", Text(_portMapper)),
            ("ERL_EPMD_ADDRESS", "127.0.0.1"),
            ("RABBITMQ_NODENAME", $"jim{_port}@localhost"),
            ("RABBITMQ_DIST_PORT", Text(_distribution)),
            ("RABBITMQ_MNESIA_BASE", Path.Combine(_folder, "mnesia")),
            ("RABBITMQ_LOG_BASE", Path.Combine(_folder, "log")),
            ("RABBITMQ_CONFIG_FILE", Path.Combine(_folder, "rabbitmq.conf")),
            ("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(_folder, "enabled_plugins")),
            ("RABBITMQ_GENERATED_CONFIG_DIR", Path.Combine(_folder, "config")),
            ("RABBITMQ_PID_FILE", Path.Combine(_folder, "broker.pid")),
            ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                "+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}"),
        })
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>The first bytes of AMQP: an open port alone is early by a moment.</summary>
    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port, cancellationToken);
            await client.GetStream().WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), cancellationToken);
            return await client.GetStream().ReadAsync(new byte[1], cancellationToken) == 1;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    private async Task EndAsync(string signal)
    {
        if (_broker is not { HasExited: false })
        {
            return;
        }

        Signal(_broker, "CONT");
        Signal(_broker, signal);
        using var deadline = new CancellationTokenSource(StopDeadline);
        try
        {
            await _broker.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _broker.Kill(entireProcessTree: true);
        }
    }

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Text(process.Id)]);
        kill.WaitForExit();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
