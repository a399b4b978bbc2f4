using System.Security.Cryptography;
using Jim.Platform.Files;
using Jim.Platform.Files.Spooling;

namespace Jim.Platform.Tests.Files;

public sealed class SpoolTests : IDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131_072)]
    [InlineData(1_000_003)]
    public async Task Keeps_the_bytes_and_says_their_size_and_hash(int length)
    {
        var spool = new Spool(_root.Path, 0);
        var bytes = RandomNumberGenerator.GetBytes(length);

        var file = await spool.ReceiveAsync(new MemoryStream(bytes), long.MaxValue, Ct);

        Assert.Equal(length, file.Size);
        Assert.Equal(SHA256.HashData(bytes), file.Sha256);
        await using var read = spool.OpenRead(file.Key);
        Assert.Equal(file.Sha256, await SHA256.HashDataAsync(read, Ct));
    }

    [Theory]
    [InlineData("123456789", 0xE3069283u)]
    [InlineData("", 0u)]
    public async Task Computes_the_standard_crc32c(string text, uint expected)
    {
        var file = await new Spool(_root.Path, 0).ReceiveAsync(new MemoryStream(Encoding.ASCII.GetBytes(text)), 100, Ct);

        Assert.Equal(expected, file.Crc32C);
    }

    [Fact]
    public async Task Leaves_nothing_of_a_cut_upload()
    {
        var cut = new RepeatingStream(10_000_000) { At = (5_000_000, () => throw new IOException("connection reset")) };

        var refused = await Assert.ThrowsAsync<GraphQLException>(() => new Spool(_root.Path, 0).ReceiveAsync(cut, long.MaxValue, Ct));

        Assert.Equal(ErrorTable.UploadCut.Code, refused.Errors[0].Code);
        Assert.Empty(Directory.EnumerateFiles(_root.Path));
    }

    [Fact]
    public async Task Leaves_nothing_of_a_cancelled_upload()
    {
        using var cancel = new CancellationTokenSource();
        var content = new RepeatingStream(10_000_000) { At = (5_000_000, cancel.Cancel) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new Spool(_root.Path, 0).ReceiveAsync(content, long.MaxValue, cancel.Token));

        Assert.Empty(Directory.EnumerateFiles(_root.Path));
    }

    [Fact]
    public async Task Refuses_more_bytes_than_allowed_as_they_arrive()
    {
        var refused = await Assert.ThrowsAsync<GraphQLException>(
            () => new Spool(_root.Path, 0).ReceiveAsync(new RepeatingStream(1_000_001), 1_000_000, Ct));

        Assert.Equal(ErrorTable.FileTooLarge.Code, refused.Errors[0].Code);
        Assert.Empty(Directory.EnumerateFiles(_root.Path));
        Assert.Equal(1_000_000, (await new Spool(_root.Path, 0).ReceiveAsync(new RepeatingStream(1_000_000), 1_000_000, Ct)).Size);
    }

    [Fact]
    public async Task Refuses_an_upload_when_the_disk_has_too_little_room_before_reading_it()
    {
        var content = new RepeatingStream(10) { At = (0, () => Assert.Fail("the stream was read")) };

        var refused = await Assert.ThrowsAsync<GraphQLException>(() => new Spool(_root.Path, long.MaxValue).ReceiveAsync(content, 100, Ct));

        Assert.Equal(ErrorTable.SpoolFull.Code, refused.Errors[0].Code);
        Assert.Equal(ResponseOutcome.OutOfSpace, ErrorTable.FindOutcome(refused.Errors[0]));
    }

    [Fact]
    public async Task Says_so_when_the_disk_fills_up_during_the_upload_and_leaves_nothing()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        var spool = new Spool(_root.Path, 0, part =>
        {
            File.WriteAllBytes(part, [1]);
            return File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        });

        var refused = await Assert.ThrowsAsync<GraphQLException>(
            () => spool.ReceiveAsync(new RepeatingStream(1_000_000), long.MaxValue, Ct));

        Assert.Equal(ErrorTable.SpoolFull.Code, refused.Errors[0].Code);
        Assert.Empty(Directory.EnumerateFiles(_root.Path));
    }

    [Fact]
    public async Task Uploads_at_once_leave_free_together_what_is_to_stay_free()
    {
        const long MiB = 1 << 20;
        long free = 24 * MiB, least = free;
        var spool = new Spool(
            _root.Path, 16 * MiB, p => File.OpenHandle(p, FileMode.CreateNew, FileAccess.Write),
            () => Interlocked.Read(ref free) - new DirectoryInfo(_root.Path).EnumerateFiles().Sum(f => f.Length));
        using var pace = new Barrier(8);
        var all = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                pace.SignalAndWait(Ct);
                await spool.ReceiveAsync(new RepeatingStream((int)(4 * MiB)), long.MaxValue, Ct);
                return true;
            }
            catch (GraphQLException e) when (e.Errors[0].Code == ErrorTable.SpoolFull.Code)
            {
                return false;
            }
        })).ToList();
        var whole = Task.WhenAll(all);
        while (!whole.IsCompleted)
        {
            least = Math.Min(least, free - new DirectoryInfo(_root.Path).EnumerateFiles().Sum(f => f.Exists ? f.Length : 0));
            await Task.WhenAny(whole, Task.Delay(1, Ct));
        }

        Assert.Contains(false, await whole);
        Assert.True(least >= 16 * MiB, $"{least} bytes stayed free");
        least = free - new DirectoryInfo(_root.Path).EnumerateFiles().Sum(f => f.Length);
        Assert.True(least >= 16 * MiB, $"{least} bytes are free");
    }

    [Fact]
    public async Task Writes_nothing_of_a_type_that_is_refused()
    {
        var spool = new Spool(_root.Path, 0, _ => throw new InvalidOperationException("a file was made"));
        var refused = await Assert.ThrowsAsync<GraphQLException>(() => spool.ReceiveAsync(
            new MemoryStream("%PDF-1.7"u8.ToArray()), 100, sniffed => throw FileErrors.Type(sniffed), Ct));
        Assert.Equal(ErrorTable.FileType.Code, refused.Errors[0].Code);
    }

    [Fact]
    public async Task Lists_what_a_crash_left_behind()
    {
        var spool = new Spool(_root.Path, 0);
        var file = await spool.ReceiveAsync(new MemoryStream([1]), 100, Ct);
        var part = Guid.NewGuid().ToString("N");
        await File.WriteAllBytesAsync(Path.Combine(_root.Path, part + ".part"), [1], Ct);

        Assert.Empty(spool.OlderThan(DateTimeOffset.UtcNow.AddHours(-1)));
        Assert.Equal(
            new[] { new SpoolEntry(file.Key, false), new SpoolEntry(part, true) }.ToHashSet(),
            spool.OlderThan(DateTimeOffset.UtcNow.AddHours(1)).ToHashSet());
    }

    [Fact]
    public void Opens_nothing_outside_its_directory() =>
        Assert.Throws<ArgumentException>(() => new Spool(_root.Path, 0).OpenRead("../secret"));
}
