using Jim.Platform.Files;
using Microsoft.Extensions.DependencyInjection;

namespace Jim.Server.Tests.Http;

/// <summary>
/// Of a signed link one target opens the file: every other spelling of it, byte by byte as no client library sends it, is refused.
/// </summary>
public sealed class FileLinkTargetTests(FileServer server) : IClassFixture<FileServer>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => server.ReadyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task One_target_opens_the_file()
    {
        var file = await server.StoreAsync("0123456789"u8.ToArray(), "a.txt");
        var links = await server.Services.GetRequiredService<FileLinkSource>().LinksAsync();
        var good = links.Sign(new FileLink(file.FileId, file.VersionId, TimeProvider.System.GetUtcNow().AddMinutes(5)));
        var (id, query) = (file.FileId.ToString(), good[good.IndexOf('?', StringComparison.Ordinal)..]);
        var (encoded, signature) = ($"%{(int)id[0]:x2}{id[1..]}", good[(good.IndexOf("&s=", StringComparison.Ordinal) + 3)..]);
        var letter = id.First(char.IsAsciiLetter);

        Assert.Equal(200, (await GetAsync(good)).Status);
        string[] others =
        [
            $"/files/{encoded}{query}", $"/files/%25{encoded[1..]}{query}", $"/%66iles/{id}{query}", $"/files%2F{id}{query}",
            $"/files%2f{id}{query}", $"/files/%2F{id}{query}", $"//files/{id}{query}", $"/files//{id}{query}", $"/files/./{id}{query}",
            $"/files/%2e/{id}{query}", $"/files/x/../{id}{query}", $"/files/x/%2E%2e/{id}{query}", $"/./files/{id}{query}",
            $"/files/{id}/{query}", $"/files/{id}.{query}", $"/files/{id}%20{query}", $"/files/{id}%00{query}", $"/files/{id};x{query}",
            $"/files/{id.Replace(letter, char.ToUpperInvariant(letter))}{query}", $"/files/{{{id}}}{query}", $"/files/{id:N}x{query}",
            $"/files/{id}%3F{query[1..]}", $"/FILES/{id}{query}", $"http://{server.Client.BaseAddress!.Authority}{good}",
            $"{good}&", $"{good}#x", $"{good}%00", $"{good}%20", $"{good}=", $"{good}&x=1", $"{good}&utm_source=mail",
            $"{good}&v={file.VersionId}",
            $"{good}&s={signature}", $"{good}&s=x", $"{good}&%73=x", $"/files/{id}?x=1&{query[1..]}", $"/files/{id}?&{query[1..]}",
            good.Replace("&s=", "&%73=", StringComparison.Ordinal), good.Replace("&s=", "&S=", StringComparison.Ordinal),
            good.Replace("&k=1", "&k=%31", StringComparison.Ordinal), good.Replace("&k=1", string.Empty, StringComparison.Ordinal),
            good.Replace("?v=", "?V=", StringComparison.Ordinal), good.Replace("&e=", "&e=%30", StringComparison.Ordinal),
            good.Replace("&e=", "&e=0", StringComparison.Ordinal), good.Replace("&e=", ";e=", StringComparison.Ordinal),
        ];
        foreach (var other in others)
        {
            var answer = await GetAsync(other);
            Assert.True(answer.Status is 400 or 403 or 404, $"{other}: {answer.Head}");
            Assert.DoesNotContain("0123456789", answer.Body, StringComparison.Ordinal);
            if (answer.Status == 403 || other.StartsWith("/files/", StringComparison.Ordinal))
            {
                var isCoded = answer.Body.Contains("\"code\":\"JIM_FILE_", StringComparison.Ordinal);
                Assert.True(answer.Status == 400 || isCoded, $"{other}: {answer}");
            }
        }
    }

    private async Task<RawAnswer> GetAsync(string target) => await new RawRequests(server.Client.BaseAddress!).SendAsync(
        Encoding.Latin1.GetBytes($"GET {target} HTTP/1.1\r\nHost: {server.Client.BaseAddress!.Authority}\r\nConnection: close\r\n\r\n"));
}
