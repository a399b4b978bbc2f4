using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Jim.Postgres.Tests.Running;

/// <summary>A TCP proxy on loopback that holds back what Postgres answers, as a network would.</summary>
internal sealed class DelayingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeSpan _delay;
    private readonly (string Host, int Port) _target;

    public DelayingProxy(NpgsqlConnectionStringBuilder target, TimeSpan delay)
    {
        _delay = delay;
        _target = (target.Host!, target.Port);
        _listener.Start();
        var own = new NpgsqlConnectionStringBuilder(target.ConnectionString)
        {
            Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        };
        ConnectionString = own.ConnectionString;
        Accepting = AcceptAsync();
    }

    public string ConnectionString { get; }

    private Task Accepting { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await Accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(_target.Host, _target.Port, _stop.Token);
            await Task.WhenAny(
                CopyAsync(client.GetStream(), server.GetStream(), TimeSpan.Zero),
                CopyAsync(server.GetStream(), client.GetStream(), _delay));
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, TimeSpan delay)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _stop.Token) is var read and > 0)
        {
            await Task.Delay(delay, _stop.Token);
            await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
