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
        foreach (var unreadable in (string[])["", "x", "*", "\"open", $"{tag}, {tag}", $"W/{tag}", "Fri, 31 Foo 2100", "0"])
        {
            Assert.Equal((unreadable, 200), (unreadable, await StatusAsync(path, ("If-Range", unreadable), ("Range", "bytes=1-2"))));
        }

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
        var links = await server.Services.GetRequiredService<FileLinkSource>().LinksAsync();
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

    /// <summary>Of three blocks the second is wrong: a range that touches it is refused or cut before it, any other is served.</summary>
    [Theory]
    [InlineData(0, 1_048_575, true)]
    [InlineData(2_097_152, 2_999_999, true)]
    [InlineData(1_048_576, 1_048_576, false)]
    [InlineData(1_048_570, 1_048_580, false)]
    [InlineData(2_097_000, 2_097_151, false)]
    [InlineData(0, 2_999_999, false)]
    public async Task Serves_no_byte_of_a_range_that_is_not_proven(int from, int to, bool served)
    {
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        var file = await server.StoreAsync(bytes, "a.bin");
        server.Corrupt(file, 1_500_000);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/files/{file.FileId}");
        request.Headers.Add("X-Who", "alice");
        request.Headers.Add("Range", $"bytes={from}-{to}");

        using var answer = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        var (got, whole) = await ReadToEndAsync(answer);

        Assert.Equal(served, whole && answer.StatusCode == HttpStatusCode.PartialContent);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            Assert.Contains("JIM_FILE_UNAVAILABLE", Encoding.UTF8.GetString(got), StringComparison.Ordinal);
            Assert.Null(answer.Headers.ETag);
            Assert.Null(answer.Content.Headers.ContentRange);
        }
        else
        {
            Assert.Equal(bytes[from..(from + got.Length)], got);
        }
    }

    [Theory]
    [InlineData("", "private", "no-cache")]
    [InlineData("?v=", "private", "immutable")]
    public async Task Tells_caches_what_they_may_keep_and_for_whom(string query, params string[] directives)
    {
        var file = await server.StoreAsync(Digits, "a.txt");

        using var answer = await GetAsync($"/files/{file.FileId}{(query.Length > 0 ? query + file.VersionId : query)}");
        using var missing = await GetAsync($"/files/{Guid.NewGuid()}");

        Assert.All(directives, d => Assert.Contains(d, answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal));
        Assert.Equal("no-store", missing.Headers.CacheControl!.ToString());
        Assert.All([answer, missing], a => Assert.Superset(
            new HashSet<string> { "Authorization", "Accept-Encoding", "Origin" }, a.Headers.Vary.ToHashSet()));
    }

    [Fact]
    public async Task Takes_one_spelling_of_a_link()
    {
        var file = await server.StoreAsync(Digits, "a.txt");
        var links = await server.Services.GetRequiredService<FileLinkSource>().LinksAsync();
        var good = links.Sign(new FileLink(file.FileId, file.VersionId, TimeProvider.System.GetUtcNow().AddMinutes(1)));
        var id = file.FileId.ToString();

        Assert.Equal(200, await StatusAsync(good));
        string[] others =
        [
            good.Replace("/files/" + id, "/files/" + id.ToUpperInvariant(), StringComparison.Ordinal),
            good.Replace("/files/" + id, $"/files/{file.FileId:N}", StringComparison.Ordinal),
            good.Replace("/files/", "/FILES/", StringComparison.Ordinal),
            good.Replace("&s=", "&S=", StringComparison.Ordinal), good + "&s=x", good + "&%73=x", good + "%3D", good + "=",
        ];
        foreach (var other in others)
        {
            Assert.Equal((other, 403), (other, await StatusAsync(other)));
        }
    }

    /// <summary>What arrived, and whether it is all that was announced.</summary>
    private static async Task<(byte[] Bytes, bool Whole)> ReadToEndAsync(HttpResponseMessage answer)
    {
        using var got = new MemoryStream();
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(Ct);
            await body.CopyToAsync(got, Ct);
            return (got.ToArray(), true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (got.ToArray(), false);
        }
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
