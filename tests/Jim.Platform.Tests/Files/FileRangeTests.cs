using Jim.Platform.Files;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Files.Stores;

namespace Jim.Platform.Tests.Files;

/// <summary>A part of a file is proven block by block, and what a read finds out of a copy is kept.</summary>
public sealed class FileRangeTests(FilesWorld world) : FilesTests(world)
{
    private const int Block = BlockDigests.BlockSize;

    [Theory]
    [InlineData(1)]
    [InlineData(Block - 1)]
    [InlineData(Block)]
    [InlineData(Block + 1)]
    [InlineData((3 * Block) + 12_345)]
    public async Task Any_range_is_what_was_uploaded(int size)
    {
        var bytes = FilesWorld.Bytes(size);
        var file = await World.StoreAsync(bytes);
        var random = new Random(size);
        foreach (var _ in Enumerable.Range(0, 30))
        {
            var from = random.Next(size);
            var length = 1 + random.Next(size - from);
            Assert.Equal(bytes[from..(from + length)], await ReadAsync(file, from, length));
        }

        foreach (var edge in new[] { 0, Block - 1, Block, (2 * Block) - 1 }.Where(e => e < size))
        {
            Assert.Equal([bytes[edge]], await ReadAsync(file, edge, 1));
        }
    }

    [Fact]
    public async Task A_wrong_copy_is_left_for_another_and_read_last_from_then_on()
    {
        var bytes = FilesWorld.Bytes(2 * Block);
        var (first, second) = (new FaultyStore(World.Disk("first")), new FaultyStore(World.Disk("second")));
        var file = await World.UploadAsync(bytes);
        await World.Runner(World.HandlerToAll(first, second)).RunAsync(file.JobId, Ct);
        World.Flip(file, Block + 7, "first");

        Assert.Equal(bytes[10..], await ReadAsync(file, 10, (2 * Block) - 10, first, second));

        Assert.Equal("suspect ok", await StatesAsync(file));
        var before = first.Gets;
        Assert.Equal(bytes[..100], await ReadAsync(file, 0, 100, first, second));
        Assert.Equal(before, first.Gets);
    }

    [Fact]
    public async Task Two_copies_that_are_wrong_in_different_blocks_make_one_that_is_right()
    {
        var bytes = FilesWorld.Bytes(4 * Block);
        var (first, second) = (World.Disk("first"), World.Disk("second"));
        var file = await World.UploadAsync(bytes);
        await World.Runner(World.HandlerToAll(first, second)).RunAsync(file.JobId, Ct);
        World.Flip(file, Block, "first");
        World.Flip(file, 2 * Block, "second");

        Assert.Equal(bytes[1..], await ReadAsync(file, 1, (4 * Block) - 1, first, second));
    }

    [Fact]
    public async Task A_copy_that_is_gone_or_cut_is_left_for_another_too()
    {
        var bytes = FilesWorld.Bytes(Block + 5);
        var (first, second) = (World.Disk("first"), World.Disk("second"));
        var file = await World.UploadAsync(bytes);
        await World.Runner(World.HandlerToAll(first, second)).RunAsync(file.JobId, Ct);
        await first.DeleteAsync(ObjectKeys.ForVersion("default", file.FileId, file.VersionId), Ct);

        Assert.Equal(bytes[3..], await ReadAsync(file, 3, Block + 2, first, second));
        Assert.Equal("suspect ok", await StatesAsync(file));
    }

    [Fact]
    public async Task The_only_copy_goes_on_serving_what_can_be_proven()
    {
        var bytes = FilesWorld.Bytes(2 * Block);
        var file = await World.StoreAsync(bytes);
        World.Flip(file, 0);

        var error = await Assert.ThrowsAsync<GraphQLException>(() => ReadAsync(file, 0, 1));
        Assert.Equal("JIM_FILE_UNAVAILABLE", error.Errors[0].Code);
        Assert.Equal(bytes[Block..], await ReadAsync(file, Block, Block));

        World.Flip(file, 0);
        Assert.Equal("suspect", await StatesAsync(file));
        Assert.Equal(bytes, await World.DownloadAsync(file.FileId));
        Assert.Equal("ok", await StatesAsync(file));
    }

    [Fact]
    public async Task A_whole_read_of_wrong_bytes_is_remembered()
    {
        var file = await World.StoreAsync(FilesWorld.Bytes(Block));
        World.Flip(file, 100);

        await Assert.ThrowsAsync<InvalidDataException>(() => World.DownloadAsync(file.FileId));
        Assert.Equal("suspect", await StatesAsync(file));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_version_without_digests_gets_them_by_its_first_read(bool whole)
    {
        var bytes = FilesWorld.Bytes((2 * Block) + 1);
        var file = await World.StoreAsync(bytes);
        var digests = await ForgetAsync(file);

        Assert.Equal(whole ? bytes : bytes[5..6], whole ? await World.DownloadAsync(file.FileId) : await ReadAsync(file, 5, 1));

        Assert.Equal(digests, await DigestsAsync(file));
    }

    [Fact]
    public async Task All_who_ask_for_parts_of_it_wait_for_one_read()
    {
        var bytes = FilesWorld.Bytes(Block * 4);
        var file = await World.StoreAsync(bytes);
        await ForgetAsync(file);
        var store = new FaultyStore(World.Disk());
        var content = (await World.Downloads(store).OpenAsync(file.FileId, null, FilesWorld.Alice))!;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await using var part = await content.ReadRangeAsync(i, 1, Ct);
            var read = new byte[2];
            Assert.Equal(1, await part.ReadAtLeastAsync(read, 2, throwOnEndOfStream: false, Ct));
            Assert.Equal(bytes[i], read[0]);
        }));

        Assert.InRange(store.Gets, 21, 22);
    }

    [Fact]
    public async Task A_wrong_copy_gives_no_digests()
    {
        var file = await World.StoreAsync(FilesWorld.Bytes(2 * Block));
        await ForgetAsync(file);
        World.Flip(file, Block);

        await Assert.ThrowsAsync<GraphQLException>(() => ReadAsync(file, 0, 1));

        Assert.Null(await DigestsAsync(file));
    }

    private async Task<byte[]> ReadAsync(StagedFile file, long offset, long length, params IObjectStore[] stores)
    {
        var content = (await World.Downloads(stores).OpenAsync(file.FileId, null, FilesWorld.Alice))!;
        await using var part = await content.ReadRangeAsync(offset, length, Ct);
        using var copy = new MemoryStream();
        await part.CopyToAsync(copy, Ct);
        return copy.ToArray();
    }

    /// <summary>As if the version were older than the digests of blocks; those that it had.</summary>
    private async Task<byte[]> ForgetAsync(StagedFile file)
    {
        var digests = (await DigestsAsync(file))!;
        await World.ExecuteAsync($"update jim.file_versions set blocks_sha256 = null where id = '{file.VersionId}'");
        return digests;
    }

    private async Task<byte[]?> DigestsAsync(StagedFile file)
    {
        await using var command = World.Superuser.CreateCommand(
            $"select blocks_sha256 from jim.file_versions where id = '{file.VersionId}'");
        return await command.ExecuteScalarAsync(Ct) as byte[];
    }

    private Task<string> StatesAsync(StagedFile file) => World.ValueAsync<string>(
        $"select string_agg(state, ' ' order by target) from jim.replicas where version_id = '{file.VersionId}'");
}
