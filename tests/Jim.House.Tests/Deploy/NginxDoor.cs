using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Jim.House.Tests.Deploy;

/// <summary>
/// The stack's nginx.conf in a real nginx of this machine: only its port, the gateway's address and Docker's name server are
/// replaced. Behind it stands a gateway that answers with what it received.
/// </summary>
internal sealed class NginxDoor : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jim-nginx-").FullName;
    private readonly WebApplication _gateway;
    private Process? _nginx;

    private NginxDoor(WebApplication gateway) => _gateway = gateway;

    public int Port { get; private set; }

    /// <summary>Where deploy/nginx/tls.conf listens, with a certificate of <c>localhost</c> that nobody else trusts.</summary>
    public int TlsPort { get; private set; }

    /// <summary>The certificate, PEM.</summary>
    public string CertificateFile => Path.Combine(Secrets, "tls_certificate");

    /// <summary>The folder of the stack's secrets.</summary>
    public string Secrets => Directory.CreateDirectory(Path.Combine(_folder, "secrets")).FullName;

    /// <summary>The folder that an ACME client writes its answers into.</summary>
    public string Acme => Path.Combine(_folder, "acme");

    /// <summary>nginx's first process, which signals are for.</summary>
    public int ProcessId => _nginx!.Id;

    /// <summary>Serves until disposed. <paramref name="map"/> lays out the gateway's paths.</summary>
    public static async Task<NginxDoor> OpenAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var gateway = builder.Build();
        gateway.Urls.Add("http://127.0.0.1:0");
        gateway.UseWebSockets();
        map(gateway);
        await gateway.StartAsync();
        var door = new NginxDoor(gateway);
        await door.StartAsync();
        return door;
    }

    /// <summary>A certificate of <c>localhost</c>, and its key.</summary>
    public static void WriteCertificate(string certificateFile, string keyFile)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Checks the file as <c>nginx -t</c> does.</summary>
    public async Task<(int Exit, string Output, string Errors)> CheckAsync() =>
        await ShellCommand.RunAsync("nginx", ["-t", "-p", _folder, "-c", WriteConfiguration(), "-e", "stderr"]);

    public async ValueTask DisposeAsync()
    {
        if (_nginx is { HasExited: false })
        {
            _nginx.Kill(entireProcessTree: true);
            await _nginx.WaitForExitAsync();
        }

        _nginx?.Dispose();
        await _gateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync()
    {
        Port = FreePort.Next();
        TlsPort = FreePort.Next();
        WriteTls();
        _nginx = ShellCommand.Start("nginx", ["-p", _folder, "-c", WriteConfiguration(), "-e", "stderr", "-g", "daemon off;"]);
        var deadline = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (_nginx.HasExited || deadline.Elapsed > TimeSpan.FromSeconds(20))
            {
                throw new InvalidOperationException($"nginx does not start: {await _nginx.StandardError.ReadToEndAsync()}");
            }

            await Task.Delay(20);
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string WriteConfiguration()
    {
        var address = new Uri(
            _gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Authority;
        var text = Repository.Read("deploy/nginx/nginx.conf")
            .Replace("/tmp/", $"{_folder}/", StringComparison.Ordinal)
            .Replace("listen 8080;", string.Create(CultureInfo.InvariantCulture, $"listen 127.0.0.1:{Port};"), StringComparison.Ordinal)
            .Replace("server gateway:8080 resolve", $"server {address}", StringComparison.Ordinal)
            .Replace("http://keycloak:8080", $"http://{address}", StringComparison.Ordinal)
            .Replace("include mime.types", "include /etc/nginx/mime.types", StringComparison.Ordinal)
            .Replace("include server.d/", $"include {_folder}/server.d/", StringComparison.Ordinal);
        var path = Path.Combine(_folder, "nginx.conf");
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Debian's nginx 1.22 takes HTTP/2 in the line <c>listen</c> only.</summary>
    private void WriteTls()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101); // where this is root, nginx serves files as another user
        }

        WriteCertificate(CertificateFile, Path.Combine(Secrets, "tls_key"));
        Directory.CreateDirectory(Path.Combine(_folder, "server.d"));
        var port = TlsPort.ToString(CultureInfo.InvariantCulture);
        var text = Repository.Read("deploy/nginx/tls.conf")
            .Replace("listen 8443 ssl;", $"listen 127.0.0.1:{port} ssl http2;", StringComparison.Ordinal)
            .Replace("http2 on;", null, StringComparison.Ordinal)
            .Replace("/run/secrets/", $"{Secrets}/", StringComparison.Ordinal)
            .Replace("/var/lib/acme", Acme, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "server.d", "tls.conf"), text);
    }
}
