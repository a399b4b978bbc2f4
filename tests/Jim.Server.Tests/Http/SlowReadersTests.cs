using System.Net;
using System.Net.Sockets;
using Jim.Platform.Protocol;
using Jim.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Jim.Server.Tests.Http;

/// <summary>Clients that do not read their answers hold a bounded number of bytes of a running server.</summary>
public sealed class SlowReadersTests : IAsyncLifetime
{
    private const int AnswerBytes = 8 << 20;
    private const int AnswersMax = 4;
    private static readonly ReadOnlyMemory<byte> Data = Encoding.ASCII.GetBytes($"\"{new string('x', AnswerBytes)}\"");

    private readonly UnsentAnswers _unsent = new(new UnsentLimits { BytesMax = AnswersMax * (AnswerBytes + 1024L) });
    private WebApplication? _server;

    private Uri Address => new(_server!.Urls.Single());

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_unsent);
        _server = builder.Build();
        _server.MapGet("/", context => HttpResponses.WriteAsync(
            context, new GraphQLResponse { Outcome = ResponseOutcome.Executed, CachedData = Data }, ResponseFormat.GraphQLResponse));
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    [Fact]
    public async Task Those_who_have_waited_longest_are_cut_off_and_whoever_reads_is_answered()
    {
        var slow = new List<Socket>();
        for (var i = 1; i <= 3 * AnswersMax; i++)
        {
            slow.Add(await AskAsync());
            var least = Math.Min(i, AnswersMax) * (long)AnswerBytes;
            await Eventually.Holds(() => slow[^1].Available > 0 && _unsent.Bytes >= least);
            Assert.InRange(_unsent.Bytes, 0, AnswersMax * (AnswerBytes + 1024L));
        }

        // Of the clients that read now, those that were not cut off get all of their answers.
        using var http = new HttpClient();
        Assert.Contains(new string('x', AnswerBytes), await http.GetStringAsync(Address), StringComparison.Ordinal);
        var read = await Task.WhenAll(slow.Select(CountAsync));
        Assert.All(read.Take(2 * AnswersMax), bytes => Assert.True(bytes < AnswerBytes));
        Assert.All(read.TakeLast(AnswersMax - 1), bytes => Assert.True(bytes > AnswerBytes));
        await Eventually.Holds(() => _unsent.Bytes == 0);
        slow.ForEach(socket => socket.Dispose());
    }

    private async Task<Socket> AskAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Address.Port));
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {Address.Authority}\r\nConnection: close\r\n\r\n"));
        return socket;
    }

    /// <summary>How many bytes are there to be read, until the end or the reset.</summary>
    private static async Task<long> CountAsync(Socket socket)
    {
        var (buffer, all) = (new byte[64 * 1024], 0L);
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and var read)
            {
                all += read;
            }
        }
        catch (SocketException)
        {
            // The server has cut the client off.
        }

        return all;
    }
}
