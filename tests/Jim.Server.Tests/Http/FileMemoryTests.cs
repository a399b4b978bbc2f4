using System.Security.Cryptography;
using Jim.Platform.Files;

namespace Jim.Server.Tests.Http;

[Collection(nameof(Alone))]
public sealed class FileMemoryTests(FileServer server) : IClassFixture<FileServer>, IAsyncLifetime
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => server.ReadyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Sends_a_large_file_in_little_memory()
    {
        var file = await server.StoreAsync(new byte[100_000_000], "zeros.bin");
        using (var part = Request(file))
        {
            part.Headers.Add("Range", "bytes=0-1000000");
            using var warm = await server.Client.SendAsync(part, Ct);
        }

        using var request = Request(file);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        using var answer = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        await using var body = await answer.Content.ReadAsStreamAsync(Ct);
        var hash = await SHA256.HashDataAsync(body, Ct);

        Assert.Equal(file.Sha256, Convert.ToHexStringLower(hash));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 32_000_000);
    }

    private static HttpRequestMessage Request(StagedFile file)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/files/{file.FileId}");
        request.Headers.Add("X-Who", "alice");
        return request;
    }
}
