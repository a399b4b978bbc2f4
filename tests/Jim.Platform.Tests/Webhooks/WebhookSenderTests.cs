using System.Net;
using System.Security.Cryptography;
using Jim.Platform.Webhooks;

namespace Jim.Platform.Tests.Webhooks;

/// <summary>What is sent, and what a receiver can do to who sends it.</summary>
public sealed class WebhookSenderTests
{
    private const string Taken = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly WebhookOptions Development = new(AllowsPrivate: true, []);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_has_the_headers_of_Standard_Webhooks()
    {
        await using var receiver = new OneAnswer(Taken);
        Assert.Equal(204, (await SendAsync(Development, $"http://127.0.0.1:{receiver.Port}/hook?x=1")).Status);
        var request = Assert.Single(receiver.Requests);
        Assert.StartsWith("POST /hook?x=1 HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n{\"a\":1}", request, StringComparison.Ordinal);
        Assert.Equal("msg_1", Header(request, "webhook-id"));
        Assert.Equal("application/json", Header(request, "content-type"));
        var timestamp = Header(request, "webhook-timestamp");
        Assert.InRange(
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, System.Globalization.CultureInfo.InvariantCulture)),
            DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow);
        var key = Convert.FromBase64String(Secret["whsec_".Length..]);
        var mac = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"msg_1.{timestamp}.{{\"a\":1}}"));
        Assert.Equal($"v1,{Convert.ToBase64String(mac)}", Header(request, "webhook-signature"));
    }

    [Fact]
    public void Each_secret_is_another_of_32_random_bytes()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => WebhookSignature.MakeSecret()).ToList();
        Assert.All(secrets, secret => Assert.Equal(32, Convert.FromBase64String(secret["whsec_".Length..]).Length));
        Assert.Equal(100, secrets.Distinct().Count());
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    public async Task Outside_of_development_no_private_address_is_connected_to(string host)
    {
        await using var receiver = new OneAnswer(Taken);
        var answer = await SendAsync(new WebhookOptions(AllowsPrivate: false, []), $"https://{host}:{receiver.Port}/");
        Assert.Equal(WebhookFault.AddressRefused, answer.Fault);
        Assert.Empty(receiver.Requests);
    }

    /// <summary>A name that is public when it is looked at, and private when it is connected to.</summary>
    [Fact]
    public async Task A_name_that_changes_its_address_reaches_nothing_private()
    {
        await using var receiver = new OneAnswer(Taken);
        var lookUps = 0;
        using var sender = new WebhookSender(
            new WebhookOptions(AllowsPrivate: false, []) { Deadline = TimeSpan.FromSeconds(2) }, TimeProvider.System,
            (_, _) => Task.FromResult<IPAddress[]>([lookUps++ == 0 ? IPAddress.Parse("192.0.2.1") : IPAddress.Loopback]));
        for (var tries = 0; tries < 3; tries++)
        {
            var answer = await sender.SendAsync(
                new Uri($"https://rebound.example:{receiver.Port}/"), Secret, "msg_1", "{}"u8.ToArray(), Cancel);
            Assert.Equal(WebhookFault.AddressRefused, answer.Fault);
        }

        Assert.Equal(3, lookUps);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task Of_the_addresses_of_a_name_only_those_allowed_are_tried()
    {
        await using var receiver = new OneAnswer(Taken);
        using var sender = new WebhookSender(
            new WebhookOptions(AllowsPrivate: false, [IPNetwork.Parse("127.0.0.1/32")]), TimeProvider.System,
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.IPv6Loopback, IPAddress.Parse("127.0.0.2"), IPAddress.Loopback]));
        var answer = await sender.SendAsync(
            new Uri($"http://mixed.example:{receiver.Port}/"), Secret, "msg_1", "{}"u8.ToArray(), Cancel);
        Assert.Equal(204, answer.Status);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_an_answer_and_is_not_followed(int status)
    {
        await using var other = new OneAnswer(Taken);
        await using var receiver = new OneAnswer(
            $"HTTP/1.1 {status} Moved\r\nlocation: http://127.0.0.1:{other.Port}/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        Assert.Equal(status, (await SendAsync(Development, $"http://127.0.0.1:{receiver.Port}/")).Status);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read()
    {
        var sent = 0L;
        var cut = new TaskCompletionSource();
        await using var receiver = new OneAnswer(async (stream, stop) =>
        {
            try
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\ncontent-length: 1000000000000\r\n\r\n"u8.ToArray(), stop);
                for (var chunk = new byte[64 * 1024]; ; sent += chunk.Length)
                {
                    await stream.WriteAsync(chunk, stop);
                }
            }
            finally
            {
                cut.TrySetResult();
            }
        });
        Assert.Equal(200, (await SendAsync(Development, $"http://127.0.0.1:{receiver.Port}/")).Status);
        await cut.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.InRange(sent, 0, 16 << 20); // what the kernel's buffers of both sides take
    }

    [Fact]
    public async Task A_head_without_end_and_one_that_never_comes_are_failures()
    {
        var slow = Development with { Deadline = TimeSpan.FromSeconds(1) };
        await using var endless = new OneAnswer(async (stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), stop);
            while (true)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"x-more: {new string('x', 1000)}\r\n"), stop);
            }
        });
        Assert.Equal(WebhookFault.Unreachable, (await SendAsync(Development, $"http://127.0.0.1:{endless.Port}/")).Fault);
        await using var silent = new OneAnswer((_, stop) => Task.Delay(Timeout.Infinite, stop));
        Assert.Equal(WebhookFault.TimedOut, (await SendAsync(slow, $"http://127.0.0.1:{silent.Port}/")).Fault);
        Assert.Equal(WebhookFault.Unreachable, (await SendAsync(Development, $"http://127.0.0.1:{FreePort.Next()}/")).Fault);
    }

    [Fact]
    public async Task A_receiver_says_how_long_it_wants_to_be_left_alone()
    {
        await using var receiver = new OneAnswer("HTTP/1.1 503 No\r\nretry-after: 120\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        var answer = await SendAsync(Development, $"http://127.0.0.1:{receiver.Port}/");
        Assert.Equal((503, TimeSpan.FromMinutes(2)), (answer.Status, answer.Pause));
    }

    private static async Task<WebhookAnswer> SendAsync(WebhookOptions options, string url)
    {
        using var sender = new WebhookSender(options, TimeProvider.System);
        return await sender.SendAsync(new Uri(url), Secret, "msg_1", """{"a":1}"""u8.ToArray(), Cancel);
    }

    private static string Header(string request, string name) => request.Split("\r\n")
        .First(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];
}
