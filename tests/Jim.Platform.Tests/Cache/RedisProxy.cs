using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Jim.Platform.Tests.Cache;

/// <summary>Stands between a store and Redis: it can hold back what Redis answers, and cut all connections and refuse new ones.</summary>
internal sealed class RedisProxy : IAsyncDisposable
{
    private readonly Uri _redis;
    private readonly int _port;
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private volatile TaskCompletionSource _answers = Passing();
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting;

    public RedisProxy(string redis)
    {
        _redis = new Uri(redis);
        _listener.Start();
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Redis' URL by way of the proxy.</summary>
    public string Url => _redis.OriginalString.Replace(_redis.Authority, $"127.0.0.1:{_port}", StringComparison.Ordinal);

    public void HoldAnswers() => _answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void PassAnswers() => _answers.TrySetResult();

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
                var server = new TcpClient(_redis.Host, _redis.Port);
                _clients.Add(client);
                _clients.Add(server);
                _ = PassAsync(client, server, isAnswer: false);
                _ = PassAsync(server, client, isAnswer: true);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to, bool isAnswer)
    {
        var buffer = new byte[16_384];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer)) > 0)
            {
                await (isAnswer ? _answers.Task : Task.CompletedTask);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, or ended by the other side.
        }

        from.Dispose();
        to.Dispose();
    }

    private static TaskCompletionSource Passing()
    {
        var passing = new TaskCompletionSource();
        passing.SetResult();
        return passing;
    }
}
