using System.Text;
using Renci.SshNet;

namespace Jim.Platform.Files.Sftp;

/// <summary>The connection to an SSH server, made when it is needed and again when it was lost.</summary>
internal sealed class SftpConnection(SftpOptions options) : IDisposable
{
    private static readonly TimeSpan connectMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan callMax = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _connecting = new(1);
    private SftpClient? _client;

    /// <summary>The folder as the server names it, links followed; empty until it was connected.</summary>
    public string Root { get; private set; } = string.Empty;

    public void Dispose()
    {
        _client?.Dispose();
        _connecting.Dispose();
    }

    public async Task<SftpClient> GetAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_client is { IsConnected: true } connected)
            {
                return connected;
            }

            _client?.Dispose();
            _client = null;
            var client = Build();
            try
            {
                await client.ConnectAsync(cancellationToken);
                Root = (await client.GetAsync(options.Path, cancellationToken)).FullName.TrimEnd('/');
            }
            catch
            {
                client.Dispose();
                throw;
            }

            return _client = client;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private SftpClient Build()
    {
        List<AuthenticationMethod> methods = [];
        if (options.PrivateKey is { } key)
        {
            methods.Add(new PrivateKeyAuthenticationMethod(
                options.User, new PrivateKeyFile(new MemoryStream(Encoding.UTF8.GetBytes(key.TrimEnd() + "\n")))));
        }

        if (options.Password is { } password)
        {
            methods.Add(new PasswordAuthenticationMethod(options.User, password));
        }

        var client = new SftpClient(new ConnectionInfo(options.Host, options.Port, options.User, [.. methods]) { Timeout = connectMax })
        {
            OperationTimeout = callMax,
            KeepAliveInterval = TimeSpan.FromSeconds(15),
        };
        client.HostKeyReceived += (_, e) => e.CanTrust = $"SHA256:{e.FingerPrintSHA256}" == options.HostKey;
        return client;
    }
}
