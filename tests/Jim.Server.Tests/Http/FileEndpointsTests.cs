using System.Net;
using System.Security.Cryptography;
using Jim.Platform.Files;
using Microsoft.Extensions.DependencyInjection;

namespace Jim.Server.Tests.Http;

public sealed class FileEndpointsTests(FileServer server) : IClassFixture<FileServer>, IAsyncLifetime
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly byte[] Digits = Encoding.ASCII.GetBytes("0123456789");

    public ValueTask InitializeAsync() => server.ReadyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Gives_the_bytes_with_type_tag_and_name()
    {
        var bytes = RandomNumberGenerator.GetBytes(1_000_000);
        var file = await server.StoreAsync(bytes, "größe \"1\".bin");

        using var answer = await GetAsync($"/files/{file.FileId}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal($"\"{file.VersionId}\"", answer.Headers.ETag!.ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("bytes", answer.Headers.AcceptRanges.Single());
        Assert.Equal("inline", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("größe _1_.bin", answer.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Equal("no-cache, private", answer.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("bytes=2-4", 206, "234", "bytes 2-4/10")]
    [InlineData("bytes=0-0", 206, "0", "bytes 0-0/10")]
    [InlineData("bytes=-3", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=8-99", 206, "89", "bytes 8-9/10")]
    [InlineData("bytes=10-", 416, "", "bytes */10")]
    [InlineData("bytes=0-1,4-5", 200, "0123456789", null)]
    [InlineData("nonsense", 200, "0123456789", null)]
    public async Task Serves_one_range(string range, int status, string body, string? contentRange)
    {
        var file = await server.StoreAsync(Digits, "a.txt");

        using var answer = await GetAsync($"/files/{file.FileId}", ("Range", range));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync(Ct));
        Assert.Equal(contentRange, answer.Content.Headers.ContentRange?.ToString());
    }

    [Fact]
    public async Task Answers_conditional_requests()
    {
        var file = await server.StoreAsync(Digits, "a.txt");
        var (path, tag) = ($"/files/{file.FileId}", $"\"{file.VersionId}\"");

        Assert.Equal(304, await StatusAsync(path, ("If-None-Match", tag)));
        Assert.Equal(304, await StatusAsync(path, ("If-None-Match", $"\"x\", W/{tag}")));
        Assert.Equal(304, await StatusAsync(path, ("If-None-Match", "*")));
        Assert.Equal(200, await StatusAsync(path, ("If-None-Match", "\"x\"")));
        Assert.Equal(412, await StatusAsync(path, ("If-Match", "\"x\"")));
        Assert.Equal(200, await StatusAsync(path, ("If-Match", tag)));
        Assert.Equal(206, await StatusAsync(path, ("If-Range", tag), ("Range", "bytes=1-2")));
        Assert.Equal(200, await StatusAsync(path, ("If-Range", "\"x\""), ("Range", "bytes=1-2")));
        Assert.Equal(304, await StatusAsync(path, ("If-Modified-Since", "Fri, 31 Dec 2100 23:59:59 GMT")));
        Assert.Equal(200, await StatusAsync(path, ("If-Modified-Since", "Sat, 01 Jan 2000 00:00:00 GMT")));
        Assert.Equal(412, await StatusAsync(path, ("If-Unmodified-Since", "Sat, 01 Jan 2000 00:00:00 GMT")));
    }

    [Fact]
    public async Task Answers_a_head_without_bytes()
    {
        var file = await server.StoreAsync(Digits, "a.txt");
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/files/{file.FileId}");
        request.Headers.Add("X-Who", "alice");

        using var answer = await server.Client.SendAsync(request, Ct);

        Assert.Equal(10, answer.Content.Headers.ContentLength);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task Serves_an_empty_file()
    {
        var file = await server.StoreAsync([], "empty");

        using var answer = await GetAsync($"/files/{file.FileId}");

        Assert.Equal(0, answer.Content.Headers.ContentLength);
        Assert.Equal(416, await StatusAsync($"/files/{file.FileId}", ("Range", "bytes=0-")));
    }

    [Theory]
    [InlineData("x.svg", "<svg onload='alert(1)'/>", "image/svg+xml")]
    [InlineData("x.png", "<html><script>alert(1)</script>", "text/html; charset=utf-8")]
    public async Task Never_shows_active_content_in_a_page(string name, string text, string type)
    {
        var file = await server.StoreAsync(Encoding.UTF8.GetBytes(text), name, "image/png");

        using var answer = await GetAsync($"/files/{file.FileId}");

        Assert.Equal(type, answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hides_a_file_from_who_may_not_see_it_and_refuses_a_bad_token()
    {
        var file = await server.StoreAsync(Digits, "a.txt");

        Assert.Equal(404, await StatusAsync($"/files/{file.FileId}", ("X-Who", "bob")));
        Assert.Equal(404, await StatusAsync($"/files/{file.FileId}", ("X-Who", "nobody")));
        Assert.Equal(404, await StatusAsync($"/files/{Guid.NewGuid()}"));
        Assert.Equal(404, await StatusAsync($"/files/{file.FileId}?v={Guid.NewGuid()}"));
        Assert.Equal(401, await StatusAsync($"/files/{file.FileId}", ("X-Who", "forged")));
    }

    [Fact]
    public async Task Says_when_to_ask_again_before_a_file_is_stored()
    {
        var file = await server.UploadAsync(Digits, "a.txt");

        using var answer = await GetAsync($"/files/{file.FileId}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
        Assert.Contains("JIM_FILE_NOT_READY", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opens_for_a_signed_link_until_it_expires_and_for_no_other_file()
    {
        var file = await server.StoreAsync(Digits, "a.txt");
        var other = await server.StoreAsync(Digits, "b.txt");
        var links = await server.Services.GetRequiredService<FileLinkSource>().LinksAsync(Ct);
        var good = links.Sign(new FileLink(file.FileId, file.VersionId, TimeProvider.System.GetUtcNow().AddMinutes(1), AsAttachment: true));
        var old = links.Sign(new FileLink(file.FileId, file.VersionId, TimeProvider.System.GetUtcNow().AddMinutes(-1)));

        using var answer = await GetAsync(good, ("X-Who", "forged"));

        Assert.Equal("0123456789", await answer.Content.ReadAsStringAsync(Ct));
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal(403, await StatusAsync(old));
        Assert.Equal(403, await StatusAsync(good.Replace(file.FileId.ToString(), other.FileId.ToString(), StringComparison.Ordinal)));
        Assert.Equal(403, await StatusAsync(good.Replace("&d=1", string.Empty, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Never_ends_a_transfer_of_wrong_bytes_as_if_it_were_whole()
    {
        var file = await server.StoreAsync(RandomNumberGenerator.GetBytes(1_000_000), "a.bin");
        server.Corrupt(file);

        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using var answer = await GetAsync($"/files/{file.FileId}");
            await answer.Content.ReadAsByteArrayAsync(Ct);
        });
    }

    private async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (!request.Headers.Contains("X-Who"))
        {
            request.Headers.Add("X-Who", "alice");
        }

        return await server.Client.SendAsync(request, Ct);
    }

    private async Task<int> StatusAsync(string path, params (string Name, string Value)[] headers)
    {
        using var answer = await GetAsync(path, headers);
        return (int)answer.StatusCode;
    }
}
