using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Jim.EndToEnd.Tests;

/// <summary>A certificate for <c>localhost</c>, and servers that speak TLS with it. A process trusts it by <c>SSL_CERT_FILE</c>.</summary>
public sealed class TlsServers : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jim-tls-").FullName;
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _forwarding = [];
    private Process? _redis;

    public TlsServers()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(CertificateFile, _certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string CertificateFile => Path.Combine(_folder, "certificate.pem");

    private string KeyFile => Path.Combine(_folder, "key.pem");

    /// <summary>A Redis that takes nothing but TLS. The test ends as skipped where Redis is not installed.</summary>
    public async Task<string> StartRedisAsync()
    {
        _ = TestServices.Redis;
        var port = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        _redis = Process.Start(new ProcessStartInfo(
            "redis-server",
            [
                "--bind", "127.0.0.1", "--port", "0", "--tls-port", port, "--tls-cert-file", CertificateFile, "--tls-key-file", KeyFile,
                "--tls-ca-cert-file", CertificateFile, "--tls-auth-clients", "no", "--requirepass", "test", "--save", "", "--dir", _folder,
            ])
        { RedirectStandardOutput = true })!;
        while (await _redis.StandardOutput.ReadLineAsync() is { } line
            && !line.Contains("Ready to accept connections", StringComparison.Ordinal))
        {
            // Told by its log.
        }

        return $"rediss://:test@localhost:{port}/0";
    }

    /// <summary>A TLS listener in front of a server that has none, as a proxy in a company's network.</summary>
    /// <returns>The port on <c>localhost</c>.</returns>
    public int Forward(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _forwarding.Add(AcceptAsync(listener, port));
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_forwarding);
        if (_redis is not null)
        {
            _redis.Kill();
            await _redis.WaitForExitAsync();
            _redis.Dispose();
        }

        _certificate.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AcceptAsync(TcpListener listener, int port)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(CarryAsync(await listener.AcceptTcpClientAsync(_stop.Token), port));
            }
        }
        catch (OperationCanceledException)
        {
            listener.Dispose();
            await Task.WhenAll(connections);
        }
    }

    private async Task CarryAsync(TcpClient client, int port)
    {
        try
        {
            using (client)
            using (var server = new TcpClient())
            {
                await using var secured = new SslStream(client.GetStream());
                await secured.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                await server.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
                await Task.WhenAny(
                    secured.CopyToAsync(server.GetStream(), _stop.Token), server.GetStream().CopyToAsync(secured, _stop.Token));
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException
            or System.Security.Authentication.AuthenticationException)
        {
            // The connection ended, or its client does not trust the certificate.
        }
    }
}
