using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Jim.Testing;

/// <summary>
/// Stands between Jim and a service: it can hold back what the service answers, lose what passes, and cut all connections and refuse new
/// ones.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly Uri _service;
    private readonly int _port;
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private volatile TaskCompletionSource _answers = Passing();
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting;
    private volatile Route _route = new();

    /// <param name="service">The URL of the service.</param>
    public TcpProxy(string service)
    {
        _service = new Uri(service);
        _listener.Start();
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>The service's URL by way of the proxy.</summary>
    public string Url => _service.OriginalString.Replace(_service.Authority, $"127.0.0.1:{_port}", StringComparison.Ordinal);

    public void HoldAnswers() => _answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void PassAnswers() => _answers.TrySetResult();

    /// <summary>
    /// Whatever the connections of now send is lost, and neither side is told, as where a firewall has forgotten them; new ones work.
    /// </summary>
    public void Swallow()
    {
        _route.Swallows = true;
        _route = new Route();
    }

    /// <summary>Ends all connections and refuses new ones.</summary>
    public async Task CutAsync()
    {
        _listener.Stop();
        await _accepting;
        while (_clients.TryTake(out var client))
        {
            client.Dispose();
        }
    }

    public void Restore()
    {
        _listener = new TcpListener(IPAddress.Loopback, _port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        PassAnswers();
        await CutAsync();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                _clients.Add(client);
                Join(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
    }

    private void Join(TcpClient client)
    {
        try
        {
            var server = new TcpClient(_service.Host, _service.Port);
            _clients.Add(server);
            _ = PassAsync(client, server, _route, isAnswer: false);
            _ = PassAsync(server, client, _route, isAnswer: true);
        }
        catch (SocketException)
        {
            client.Dispose(); // the service is down
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to, Route route, bool isAnswer)
    {
        var buffer = new byte[16_384];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer)) > 0)
            {
                await (isAnswer ? _answers.Task : Task.CompletedTask);
                if (!route.Swallows)
                {
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, or ended by the other side.
        }

        if (!route.Swallows)
        {
            from.Dispose();
            to.Dispose();
        }
    }

    private static TaskCompletionSource Passing()
    {
        var passing = new TaskCompletionSource();
        passing.SetResult();
        return passing;
    }

    private sealed class Route
    {
        public volatile bool Swallows;
    }
}
