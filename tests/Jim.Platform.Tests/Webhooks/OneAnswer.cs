using System.Net;
using System.Net.Sockets;

namespace Jim.Platform.Tests.Webhooks;

/// <summary>A server that says the same bytes to each request, and keeps what it was sent.</summary>
internal sealed class OneAnswer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _answerAsync;
    private readonly Task _serving;

    public OneAnswer(Func<NetworkStream, CancellationToken, Task> answerAsync)
    {
        _answerAsync = answerAsync;
        _listener.Start();
        _serving = ServeAsync();
    }

    public OneAnswer(string answer)
        : this(async (stream, stop) => await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stop))
    {
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public List<string> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var read = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (!read.ToString().EndsWith('}'))
            {
                var count = await stream.ReadAsync(buffer, _stop.Token);
                if (count == 0)
                {
                    return;
                }

                read.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }

            Requests.Add(read.ToString());
            await _answerAsync(stream, _stop.Token);
        }
        catch (IOException)
        {
            // The client had enough.
        }
    }
}
