using System.Diagnostics;
using System.Net;

namespace Jim.EndToEnd.Tests;

/// <summary>The development issuer and its pages, in the hands of strangers.</summary>
public sealed class IssuerAbuseTests(EmbeddedWorld world) : IClassFixture<EmbeddedWorld>
{
    private const string Form = "application/x-www-form-urlencoded";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("jim%3A%2F%2Fauth%2F%C3%A9")]
    [InlineData("jim://auth/%C3%A9")]
    [InlineData("http%3A%2F%2Flocalhost%3A8081%2F%C3%BC")]
    [InlineData("jim%3A%2F%2Fauth%0D%0AX%3A%20y")]
    [InlineData("jim%3A%2F%2Fauth%00")]
    public async Task A_redirect_address_that_no_header_can_carry_is_refused(string redirect)
    {
        var request = $"client_id=jim-app&response_type=token&redirect_uri={redirect}&post_logout_redirect_uri={redirect}&state=%C3%A9%00";
        foreach (var (method, path) in new[] { ("GET", "auth"), ("POST", "auth"), ("GET", "logout") })
        {
            using var answer = method == "GET"
                ? await SendAsync(HttpMethod.Get, $"{path}?{request}")
                : await SendAsync(HttpMethod.Post, path, JimClient.Text(request, Form));
            await RefusedAsync(answer);
        }
    }

    [Theory]
    [InlineData("grant_type=password&grant_type=password", Form)]
    [InlineData("grant_type=%zz", Form)]
    [InlineData("grant_type=%", Form)]
    [InlineData("grant_type=%ff", Form)]
    [InlineData("{\"grant_type\":\"password\"}", "application/json")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\npassword\r\n--b--", "multipart/form-data; boundary=b")]
    [InlineData("--b\r\nContent-Dis", "multipart/form-data; boundary=b")]
    [InlineData("grant_type=\u0000", Form)]
    [InlineData("", Form)]
    public async Task A_broken_form_is_a_clients_fault(string body, string type)
    {
        foreach (var path in new[] { "token", "auth", "logout" })
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var answer = await SendAsync(HttpMethod.Post, path, content);
            Assert.InRange((int)answer.StatusCode, 400, 401);
            Assert.NotNull((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["error"]);
        }

        Assert.DoesNotContain("fail:", world.Gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_many_megabytes_is_refused_before_it_is_read()
    {
        using var content = new StreamContent(new EndlessForm(64 << 20));
        content.Headers.TryAddWithoutValidation("Content-Type", Form);
        content.Headers.ContentLength = 64 << 20;
        using var answer = await SendAsync(HttpMethod.Post, "token", content, r => r.Headers.ExpectContinue = true);
        await RefusedAsync(answer);
    }

    [Fact]
    public async Task A_form_of_unknown_length_is_read_up_to_a_few_kilobytes()
    {
        var stream = new EndlessForm(400 << 20);
        using var content = new StreamContent(stream);
        content.Headers.TryAddWithoutValidation("Content-Type", Form);
        try
        {
            using var answer = await SendAsync(HttpMethod.Post, "token", content, r => r.Headers.TransferEncodingChunked = true);
            await RefusedAsync(answer);
        }
        catch (HttpRequestException)
        {
            // The server closed the connection while the form was still being sent.
        }

        Assert.InRange(stream.Given, 0, 64 << 20);
    }

    [Fact]
    public async Task Wrong_passwords_are_answered_later_each_time()
    {
        foreach (var delay in (int[])[250, 500, 1000])
        {
            // The delay's timer and this clock may differ by a few milliseconds.
            var elapsed = await MeasureAsync("bob", "wrong", HttpStatusCode.Unauthorized);
            Assert.True(elapsed > TimeSpan.FromMilliseconds(delay - 50), $"{elapsed} where {delay} ms are due");
        }

        // Nobody else waits: not for bob's next delay of two seconds, nor in his turn.
        var bob = MeasureAsync("bob", "wrong", HttpStatusCode.Unauthorized);
        await MeasureAsync("carol", "carol", HttpStatusCode.OK);
        Assert.False(bob.IsCompleted);
        await bob;
    }

    [Fact]
    public async Task Pages_are_in_no_frame_and_tell_no_other_site_of_their_address()
    {
        var login = $"{world.Issuer}/protocol/openid-connect/auth?client_id=jim-app&response_type=code&redirect_uri=jim%3A%2F%2Fauth"
            + $"&code_challenge_method=S256&code_challenge={new string('a', 43)}";
        foreach (var page in new[] { login, login.Replace("jim-app", "nobody", StringComparison.Ordinal), $"{world.Address}graphql" })
        {
            using var answer = await world.Anonymous().SendAsync(HttpMethod.Get, page, change: r => r.Headers.Add("Accept", "text/html"));
            Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        }
    }

    [Theory]
    [InlineData("file://", false)]
    [InlineData("null", false)]
    [InlineData("ftp://localhost", false)]
    [InlineData("http://localhost.evil.example", false)]
    [InlineData("http://evil.example", false)]
    [InlineData("http://localhost:19006", true)]
    [InlineData("https://127.0.0.1:3000", true)]
    [InlineData("http://[::1]:8081", true)]
    public async Task Pages_of_this_machine_may_ask_and_files_may_not(string origin, bool allowed)
    {
        using var answer = await world.Anonymous().SendAsync(
            HttpMethod.Get, "/graphql?query={__typename}", change: r => r.Headers.Add("Origin", origin));
        Assert.Equal(allowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private async Task<TimeSpan> MeasureAsync(string user, string password, HttpStatusCode wanted)
    {
        var clock = Stopwatch.StartNew();
        using var answer = await SendAsync(
            HttpMethod.Post, "token",
            JimClient.Text($"grant_type=password&client_id=jim-app&username={user}&password={password}", Form));
        Assert.Equal(wanted, answer.StatusCode);
        return clock.Elapsed;
    }

    private static async Task RefusedAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{answer.StatusCode} {text}");
        Assert.Equal("invalid_request", (string?)JsonNode.Parse(text)!["error"]);
    }

    private Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, Action<HttpRequestMessage>? change = null) =>
        world.Anonymous().SendAsync(method, $"{world.Issuer}/protocol/openid-connect/{path}", content, change);

    /// <summary>A form that goes on for as long as it is read.</summary>
    private sealed class EndlessForm(long length) : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => Given;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var part = (int)Math.Min(count, length - Given);
            buffer.AsSpan(offset, part).Fill((byte)'a');
            Given += part;
            return part;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
