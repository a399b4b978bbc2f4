using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Xunit;

namespace Jim.Testing;

/// <summary>An OpenSSH server on loopback, for the user of the tests and with keys of its own.</summary>
public sealed class SshServer : IAsyncLifetime
{
    /// <summary>A mode by which everybody may do everything.</summary>
    public const UnixFileMode All = (UnixFileMode)0b_111_111_111;

    /// <summary>The part of it by which a folder takes files.</summary>
    public const UnixFileMode Writes = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private const string Program = "/usr/sbin/sshd";
    private readonly string _folder = Directory.CreateTempSubdirectory("jim-sshd-").FullName;
    private Process? _process;

    public int Port { get; } = FreePort.Next();

    /// <summary>A user who may sign in and whom the modes of files bind, as they do not bind root.</summary>
    public static string Bound => Environment.UserName == "root" ? "nobody" : Environment.UserName;

    /// <summary>As <c>SHA256:…</c>.</summary>
    public string HostKey { get; private set; } = string.Empty;

    /// <summary>Of the user of the tests.</summary>
    public string PrivateKey { get; private set; } = string.Empty;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(File.Exists(Program), "OpenSSH's server is not installed (Debian: apt-get install openssh-server)");
        SetMode(_folder, (All & ~Writes) | UnixFileMode.UserWrite); // its users read their keys in it
        foreach (var key in new[] { "host", "user" })
        {
            await ShellCommand.OutputAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", PathOf(key)]);
        }

        PrivateKey = await File.ReadAllTextAsync(PathOf("user"));
        HostKey = (await ShellCommand.OutputAsync("ssh-keygen", ["-l", "-f", PathOf("host.pub")])).Split(' ')[1];
        await File.WriteAllTextAsync(PathOf("config"), string.Create(CultureInfo.InvariantCulture, $"""
            ListenAddress 127.0.0.1:{Port}
            HostKey {PathOf("host")}
            AuthorizedKeysFile {PathOf("user.pub")}
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin yes
            PasswordAuthentication no
            MaxStartups 100
            Subsystem sftp internal-sftp
            """));
        if (Environment.UserName == "root")
        {
            Directory.CreateDirectory("/run/sshd"); // sshd starts as root with this folder only
        }

        await StartAsync();
    }

    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    /// <summary>Ends the server with its connections, and starts it again.</summary>
    public async Task RestartAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private async Task StartAsync()
    {
        _process = Process.Start(Program, ["-D", "-f", PathOf("config"), "-E", PathOf("log")]);
        await Eventually.Holds(async () =>
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
    }
}
