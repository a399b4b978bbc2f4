using System.Net;

namespace Jim.EndToEnd.Tests;

/// <summary>Jim whose data lies on a disk of 280 MiB: a little more than it wants free before it takes an upload.</summary>
public sealed class SmallDiskWorld : JimWorld
{
    public const int DiskMiB = 280;

    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    public string Spool => Path.Combine(Data, "spool");

    public SmallDisk? Disk { get; private set; }

    public override async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        if (Disk is not null)
        {
            await Disk.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override async Task StartAsync()
    {
        Disk = await SmallDisk.TryMountAsync(Data, DiskMiB);
        Gateway = await JimProcess.RunAsync(Environment);
    }
}

/// <summary>The spool's disk is full, before an upload or in the middle of one.</summary>
public sealed class FaultsOfTheSpool(SmallDiskWorld world) : IClassFixture<SmallDiskWorld>
{
    private const string Upload =
        "mutation($input: UploadFileInput!) { uploadFile(input: $input) { file { id } errors { ... on Error { message code } } } }";

    [Fact]
    public async Task Full_in_the_middle_of_an_upload_leaves_nothing_and_says_507() =>
        await RefusedAsync((SmallDiskWorld.DiskMiB + 20L) << 20);

    [Fact]
    public async Task Full_before_an_upload_says_507_and_room_again_is_room()
    {
        var ballast = Path.Combine(world.Data, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[40 << 20], TestContext.Current.CancellationToken);
        await RefusedAsync(1000);
        File.Delete(ballast);
        using var taken = await (await world.As("alice")).UploadAsync(new ByteArrayContent([1, 2, 3]), "small.bin", Upload, []);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    private async Task RefusedAsync(long size)
    {
        Assert.SkipWhen(world.Disk is null, "a small disk can be mounted by root on Linux only");
        var alice = await world.As("alice");
        var rows = await CountAsync();
        using var answer = await alice.UploadAsync(new StreamContent(new EndlessStream(size)), "large.bin", Upload, []);
        Assert.Equal(HttpStatusCode.InsufficientStorage, answer.StatusCode);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("JIM_SPOOL_FULL", (string?)json["errors"]![0]!["extensions"]!["code"]);
        Assert.Empty(Directory.EnumerateFiles(world.Spool));
        Assert.Equal(rows, await CountAsync());
    }

    private Task<long> CountAsync() => world.Database.ScalarAsync<long>(
        "select (select count(*) from jim.files) + (select count(*) from jim.file_versions) + (select count(*) from jim.jobs) + "
            + "(select count(*) from jim.events)");
}
