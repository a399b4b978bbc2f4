using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Jim.House.Tests.Deploy;

/// <summary>What clients need of the door: sockets, answers and uploads that stream, the address they called.</summary>
public sealed class NginxTests
{
    /// <summary>A minute from now: each call has one of its own, because a busy machine may need longer for all tests.</summary>
    private static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    [Fact]
    public async Task The_file_is_accepted_by_nginx()
    {
        await using var door = await NginxDoor.OpenAsync(_ => { });

        var (exit, _, errors) = await door.CheckAsync();

        Assert.True(exit == 0, errors);
        Assert.DoesNotContain("warn", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_arrives_with_the_address_that_the_client_called()
    {
        await using var door = await NginxDoor.OpenAsync(app => app.Map("/graphql", Echo));
        using var client = Client(door);
        using var body = new StringContent("{ }", Encoding.UTF8, "application/json");

        using var answer = await client.PostAsync("graphql", body, Deadline);

        var text = await answer.Content.ReadAsStringAsync(Deadline);
        Assert.Equal($"POST /graphql host=127.0.0.1:{door.Port} for=127.0.0.1 proto=http body=3", text);
    }

    [Fact]
    public async Task TLS_ends_at_nginx_and_browsers_are_told_to_stay_with_it()
    {
        await using var door = await NginxDoor.OpenAsync(app => app.Map("/graphql", Echo));
        var (exit, output, errors) = await ShellCommand.RunAsync(
            "curl", ["-sSi", "--http2", "--cacert", door.CertificateFile, $"https://localhost:{door.TlsPort}/graphql"]);

        Assert.True(exit == 0, errors);
        Assert.StartsWith("HTTP/2 200", output, StringComparison.Ordinal);
        Assert.Contains("strict-transport-security: max-age=31536000", output, StringComparison.Ordinal);
        Assert.Contains("proto=https", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_ACME_client_writes_is_served_by_HTTP_and_not_asked_of_the_gateway()
    {
        await using var door = await NginxDoor.OpenAsync(app => app.Map("/{**path}", Echo));
        using var client = Client(door);
        var folder = Directory.CreateDirectory(Path.Combine(door.Acme, ".well-known", "acme-challenge")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "token"), "token.thumbprint", Deadline);

        Assert.Equal("token.thumbprint", await client.GetStringAsync(".well-known/acme-challenge/token", Deadline));
        using var missing = await client.GetAsync(".well-known/acme-challenge/other", Deadline);
        Assert.Equal(404, (int)missing.StatusCode);
    }

    /// <summary>As certbot calls it. The files stay the same ones, because a container has mounted them, and not their folder.</summary>
    [Fact]
    public async Task A_renewed_certificate_is_served_while_a_socket_stays_open()
    {
        await using var door = await NginxDoor.OpenAsync(app => app.Map("/graphql", Answer));
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{door.Port}/graphql"), Deadline);
        using var mounted = File.OpenRead(door.CertificateFile);
        var renewed = Directory.CreateDirectory(Path.Combine(door.Acme, "live")).FullName;
        var certificate = Path.Combine(renewed, "fullchain.pem");
        NginxDoor.WriteCertificate(certificate, Path.Combine(renewed, "privkey.pem"));

        await ShellCommand.OutputAsync(
            "deploy/certificate.sh", [door.Secrets, "kill", "-HUP", $"{door.ProcessId}"],
            new Dictionary<string, string> { ["RENEWED_LINEAGE"] = renewed });

        await Eventually.Holds(async () =>
        {
            var (exit, _, _) = await ShellCommand.RunAsync(
                "curl", ["-sS", "--cacert", certificate, $"https://localhost:{door.TlsPort}/graphql"]);
            return exit == 0;
        });
        using var read = new StreamReader(mounted);
        Assert.Equal(await File.ReadAllTextAsync(certificate, Deadline), await read.ReadToEndAsync(Deadline));
        await socket.SendAsync("ping"u8.ToArray(), WebSocketMessageType.Text, true, Deadline);
        var received = await socket.ReceiveAsync(new byte[64], Deadline);
        Assert.Equal(4, received.Count);
    }

    [Fact]
    public async Task A_WebSocket_is_passed_on_in_both_directions()
    {
        await using var door = await NginxDoor.OpenAsync(app => app.Map("/graphql", EchoSocketAsync));
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");

        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{door.Port}/graphql"), Deadline);
        await socket.SendAsync("ping"u8.ToArray(), WebSocketMessageType.Text, true, Deadline);
        var buffer = new byte[64];
        var received = await socket.ReceiveAsync(buffer, Deadline);

        Assert.Equal("graphql-transport-ws", socket.SubProtocol);
        Assert.Equal("ping", Encoding.UTF8.GetString(buffer, 0, received.Count));
    }

    [Fact]
    public async Task An_event_reaches_the_client_while_the_answer_goes_on()
    {
        var release = new TaskCompletionSource();
        await using var door = await NginxDoor.OpenAsync(app => app.Map("/graphql", async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("event: next\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await release.Task;
        }));
        using var client = Client(door);

        using var answer = await client.GetAsync("graphql", HttpCompletionOption.ResponseHeadersRead, Deadline);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Deadline));
        var first = await lines.ReadLineAsync(Deadline);
        release.SetResult();

        Assert.Equal("event: next", first);
    }

    [Fact]
    public async Task An_upload_reaches_the_gateway_while_the_client_still_sends()
    {
        var arrived = new TaskCompletionSource<int>();
        await using var door = await NginxDoor.OpenAsync(app => app.Map("/graphql", async context =>
        {
            arrived.TrySetResult(await context.Request.Body.ReadAsync(new byte[1024], context.RequestAborted));
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        }));
        using var client = Client(door);
        using var upload = new TwoPartContent(arrived.Task);

        using var answer = await client.PostAsync("graphql", upload, Deadline);

        Assert.True(answer.IsSuccessStatusCode);
        Assert.True(await arrived.Task > 0);
    }

    [Fact]
    public async Task A_body_beyond_nginxs_own_default_limit_passes()
    {
        await using var door = await NginxDoor.OpenAsync(app => app.Map("/graphql", Echo));
        using var client = Client(door);
        using var body = new ByteArrayContent(new byte[8 << 20]);

        using var answer = await client.PostAsync("graphql", body, Deadline);

        Assert.EndsWith($"body={8 << 20}", await answer.Content.ReadAsStringAsync(Deadline), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("files/1", "bytes 2-4/10")]
    [InlineData("realms/jim/.well-known/openid-configuration", "bytes 2-4/10")]
    public async Task Ranges_and_answers_of_the_other_paths_pass(string path, string range)
    {
        await using var door = await NginxDoor.OpenAsync(app => app.Map("/{**path}", async context =>
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = range;
            await context.Response.WriteAsync(context.Request.Headers.Range.ToString(), context.RequestAborted);
        }));
        using var client = Client(door);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Range", "bytes=2-4");

        using var answer = await client.SendAsync(request, Deadline);

        Assert.Equal(206, (int)answer.StatusCode);
        Assert.Equal("bytes=2-4", await answer.Content.ReadAsStringAsync(Deadline));
        Assert.Equal(range, answer.Content.Headers.ContentRange!.ToString());
    }

    private static Task Answer(HttpContext context) =>
        context.WebSockets.IsWebSocketRequest ? EchoSocketAsync(context) : Echo(context);

    private static HttpClient Client(NginxDoor door) => new() { BaseAddress = new Uri($"http://127.0.0.1:{door.Port}/") };

    private static async Task Echo(HttpContext context)
    {
        var request = context.Request;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        await context.Response.WriteAsync(
            $"{request.Method} {request.Path} host={request.Host} for={request.Headers["X-Forwarded-For"]} "
            + $"proto={request.Headers["X-Forwarded-Proto"]} body={body.Length}",
            context.RequestAborted);
    }

    private static async Task EchoSocketAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync("graphql-transport-ws");
        var buffer = new byte[64];
        var received = await socket.ReceiveAsync(buffer, context.RequestAborted);
        await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, true, context.RequestAborted);
        await socket.ReceiveAsync(buffer, context.RequestAborted);
    }

    /// <summary>Sends its second half only when the first has arrived: through a door that stores bodies it would wait for ever.</summary>
    private sealed class TwoPartContent(Task arrived) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(new byte[16 << 10], Deadline);
            await stream.FlushAsync(Deadline);
            await arrived.WaitAsync(Deadline);
            await stream.WriteAsync(new byte[16 << 10], Deadline);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 32 << 10;
            return true;
        }
    }
}
