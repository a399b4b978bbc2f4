namespace Jim.EndToEnd.Tests;

/// <summary>A backup goes from one kind of store into the other, and back.</summary>
public sealed class BackupPlacesTests(BackupS3World world) : IClassFixture<BackupS3World>
{
    [Fact]
    public async Task Files_move_from_S3_to_a_folder_and_into_another_S3()
    {
        await using var servers = await OwnServers.StartAsync("garage");
        var s3 = new Uri(servers["JIM_TEST_S3"]);
        var alice = await world.As("alice");
        var files = new List<(string Id, byte[] Bytes)>();
        foreach (var bytes in (byte[][])[[], Encoding.UTF8.GetBytes("moves"), BackupFiles.All[^1].Bytes])
        {
            files.Add((await BackupFiles.UploadAsync(alice, bytes), bytes));
        }

        var (status, output) = await world.BackUpAsync();
        Assert.True(status == 0, output);
        var inFolder = await world.PrepareOtherAsync("folder", ("S3_ENDPOINT", string.Empty));
        (status, output) = await world.RunAsync(inFolder, "restore", world.Backups);
        Assert.True(status == 0, output);
        await CheckAsync(inFolder, alice, files);

        (status, output) = await world.RunAsync(inFolder, "backup", world.Backups);
        Assert.True(status == 0, output);
        var inS3 = await world.PrepareOtherAsync("s3", ("S3_ENDPOINT", $"http://{s3.Host}:{s3.Port}"));
        (status, output) = await world.RunAsync(inS3, "restore", world.Backups);
        Assert.True(status == 0, output);
        await CheckAsync(inS3, alice, files);

        // That store is not empty any more, and has only what the backup has: so the database alone can be restored.
        await world.RecreateAsync($"{world.Database.Name}_s3");
        Assert.Equal(0, (await world.RunAsync(inS3, "restore", world.Backups)).Status);

        // The store of the tests has objects of others.
        var shared = await world.PrepareOtherAsync("shared");
        await BackupFiles.UploadAsync(alice, Encoding.UTF8.GetBytes("came after"));
        (status, output) = await world.RunAsync(shared, "restore", world.Backups);
        Assert.Equal(2, status);
        Assert.Contains("object store is not empty", output, StringComparison.Ordinal);
    }

    private static async Task CheckAsync(Dictionary<string, string> settings, JimClient alice, List<(string Id, byte[] Bytes)> files)
    {
        await using var restored = await JimProcess.RunAsync(settings);
        foreach (var (id, bytes) in files)
        {
            await BackupFiles.CheckAsync(new JimClient(restored.Address, alice.Token), id, "file", bytes);
        }
    }
}
