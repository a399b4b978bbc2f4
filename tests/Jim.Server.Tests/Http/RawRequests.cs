using System.Globalization;
using System.Net.Sockets;

namespace Jim.Server.Tests.Http;

/// <summary>Requests as bytes, and what came back; no client library stands in the way of what is not HTTP.</summary>
internal sealed class RawRequests(Uri server)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Sends the bytes, and reads until the server closes, falls silent for four seconds, or has sent 1 MB. Status 0: it sent no status.
    /// </summary>
    public async Task<RawAnswer> SendAsync(byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        var received = new MemoryStream();
        try
        {
            await client.GetStream().WriteAsync(request);
            var buffer = new byte[16 * 1024];
            int read;
            do
            {
                using var silent = new CancellationTokenSource(patience);
                read = await client.GetStream().ReadAsync(buffer, silent.Token);
                received.Write(buffer, 0, read);
            }
            while (read > 0 && received.Length < 1_000_000);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // The server closed while the rest was being sent, or waits for a body that never comes.
        }

        return RawAnswer.Parse(received.ToArray());
    }
}

/// <param name="Status">0: nothing was answered.</param>
/// <param name="Body">As it came, with the lengths of chunks.</param>
internal sealed record RawAnswer(int Status, string Head, string Body)
{
    public static RawAnswer Parse(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && end > 0
            ? new RawAnswer(int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text[..end], text[(end + 4)..])
            : new RawAnswer(0, string.Empty, text);
    }
}
