using System.Diagnostics;
using System.Security.Cryptography;
using Jim.Platform.Files.Stores;
using Minio;
using Minio.DataModel.Args;

namespace Jim.Benchmarks.Packages;

/// <summary>
/// One object put into a real store and read back, by <see cref="S3Store"/> and by the Minio package, each with its checks as they are by
/// default: <see cref="S3Store"/> hashes the bytes first and has the store verify them.
/// </summary>
public sealed class StoreCases(Uri address) : IAsyncDisposable
{
    private readonly S3Store _store = new(Read(address));
    private readonly IMinioClient _minio = new MinioClient()
        .WithEndpoint(address.Authority).WithSSL(address.Scheme == Uri.UriSchemeHttps).WithRegion(Read(address).Region)
        .WithCredentials(Read(address).AccessKeyId, Read(address).SecretAccessKey).Build();

    public async Task PutAsync(byte[] content)
    {
        using var stream = new MemoryStream(content);
        await _store.PutAsync(
            "bench", stream, content.Length, SHA256.HashData(content), "application/octet-stream", CancellationToken.None);
    }

    public async Task GetAsync(byte[] content)
    {
        await using var stream = await _store.GetAsync("bench", 0, null, CancellationToken.None);
        await ReadOverAsync(stream, content.Length);
    }

    public async Task PutByMinioAsync(byte[] content)
    {
        using var stream = new MemoryStream(content);
        await _minio.PutObjectAsync(
            new PutObjectArgs().WithBucket(Read(address).Bucket).WithObject("bench").WithStreamData(stream).WithObjectSize(content.Length));
    }

    public Task GetByMinioAsync(byte[] content) => _minio.GetObjectAsync(
        new GetObjectArgs().WithBucket(Read(address).Bucket).WithObject("bench")
            .WithCallbackStream((stream, _) => ReadOverAsync(stream, content.Length)));

    /// <summary>The median time, and the bytes that one run allocates in the whole process.</summary>
    public static async Task<(TimeSpan Time, long Allocated)> MeasureAsync(Func<Task> run, int rounds)
    {
        await run();
        await run();
        var times = new List<TimeSpan>(rounds);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < rounds; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await run();
            times.Add(Stopwatch.GetElapsedTime(began));
        }

        var allocated = (GC.GetTotalAllocatedBytes(precise: true) - before) / rounds;
        times.Sort();
        return (times[rounds / 2], allocated);
    }

    public ValueTask DisposeAsync()
    {
        _minio.Dispose();
        return _store.DisposeAsync();
    }

    private static S3Options Read(Uri address) => new(
        "bench", new Uri(address.GetLeftPart(UriPartial.Authority).Replace($"{address.UserInfo}@", null, StringComparison.Ordinal)),
        address.Query.Contains("region=garage", StringComparison.Ordinal) ? "garage" : "us-east-1", address.AbsolutePath.Trim('/'),
        address.UserInfo.Split(':')[0], address.UserInfo.Split(':')[1]);

    private static async Task ReadOverAsync(Stream stream, long length)
    {
        var (buffer, read) = (new byte[80 * 1024], 0L);
        for (var count = await stream.ReadAsync(buffer); count > 0; count = await stream.ReadAsync(buffer))
        {
            read += count;
        }

        if (read != length)
        {
            throw new InvalidOperationException($"{read} of {length} bytes came back.");
        }
    }
}
