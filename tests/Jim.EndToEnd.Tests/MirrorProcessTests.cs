namespace Jim.EndToEnd.Tests;

/// <summary>Jim with two mirrors: a folder, and a disk of few MiB where root can mount one.</summary>
public sealed class MirrorWorld : JimWorld
{
    public override string Issuer => $"{Address.AbsoluteUri.TrimEnd('/')}/realms/jim";

    public string Folder { get; } = Directory.CreateTempSubdirectory("jim-mirror-").FullName;

    public string Company => Path.Combine(Folder, "company");

    public string Small => Path.Combine(Folder, "small");

    public SmallDisk? Disk { get; private set; }

    public override async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Company);
        Directory.CreateDirectory(Small);
        Disk = await SmallDisk.TryMountAsync(Small, 4);
        var file = Path.Combine(Folder, "targets.json");
        await File.WriteAllTextAsync(file, $$"""
            [
              { "name": "company", "role": "mirror", "url": "file://{{Company}}", "delete": "delete", "brake": { "files": 20 } },
              { "name": "small", "role": "mirror", "url": "file://{{Small}}", "schedule": "0 3 * * *" }
            ]
            """);
        Environment["JIM_TARGETS"] = file;
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Disk is not null)
        {
            await Disk.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    public async Task RestartAsync()
    {
        await Database.ExecuteAsync("update jim.mirrors set lease_until = null; update jim.jobs set lease_until = now()");
        Gateway = await JimProcess.RunAsync(Environment);
    }

    protected override async Task StartAsync() => Gateway = await JimProcess.RunAsync(Environment);
}

/// <summary>The mirrors of a process that people use, that is killed, and whose disks go away or are full.</summary>
public sealed class MirrorProcessTests(MirrorWorld world) : IClassFixture<MirrorWorld>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly TimeSpan soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_people_do_is_seen_in_the_folder_and_what_the_folder_has_is_told()
    {
        var alice = await world.As("alice");
        var file = await UploadAsync(alice, "report.txt", "one"u8.ToArray());
        await HasAsync("default/report.txt", "one");
        await Eventually.Holds(async () => await StateAsync(alice, file) == "ok");
        Assert.Equal("(0, company: every file is as it should be)", await CommandAsync("mirror", "run", "company"));
        Assert.StartsWith(
            "(0, company: nothing waits, compared", await CommandAsync("mirror", "status", "company"), StringComparison.Ordinal);

        await alice.DataAsync(
            "mutation($id: UUID!) { updateFile(input: { id: $id, name: \"Bericht.txt\" }) { file { id } errors { __typename } } }",
            new { id = file });
        await HasAsync("default/Bericht.txt", "one");
        Assert.False(File.Exists(Path.Combine(world.Company, "default/report.txt")));

        await File.WriteAllTextAsync(Path.Combine(world.Company, "default/Bericht.txt"), "two", Ct);
        Assert.Contains(
            "company: differs: default/Bericht.txt", await CommandAsync("mirror", "verify", "company"), StringComparison.Ordinal);
        await HasAsync("default/Bericht.txt", "one"); // the worker mends it
        Assert.StartsWith("(0,", await CommandAsync("mirror", "verify", "company"), StringComparison.Ordinal);

        await world.Database.ExecuteAsync($"delete from jim.files where id = '{file}'");
        await Eventually.Holds(() => Task.FromResult(!Directory.Exists(Path.Combine(world.Company, "default"))
            || !File.Exists(Path.Combine(world.Company, "default/Bericht.txt"))));
    }

    [Fact]
    public async Task A_disk_that_is_not_mounted_gets_nothing_and_loses_nothing()
    {
        var alice = await world.As("alice");
        var kept = await UploadAsync(alice, "kept.txt", "kept"u8.ToArray());
        await HasAsync("default/kept.txt", "kept");
        Directory.Move(world.Company, world.Company + ".disk");
        Directory.CreateDirectory(world.Company);

        await UploadAsync(alice, "later.txt", "later"u8.ToArray());
        await world.Database.ExecuteAsync($"delete from jim.files where id = '{kept}'");

        await Eventually.Holds(() => world.Database.ScalarAsync<bool>(
            "select coalesce(error like '%mounted%', false) from jim.targets where name = 'company'"));
        Assert.Contains("mounted", await CommandAsync("mirror", "run", "company"), StringComparison.Ordinal);
        Assert.StartsWith("(1,", await CommandAsync("mirror", "status", "company"), StringComparison.Ordinal);
        Assert.Matches("(?m)^ill +company +does not answer", await CommandAsync("doctor"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(world.Company));
        Assert.True(File.Exists(Path.Combine(world.Company + ".disk", "default/kept.txt")));
        Directory.Delete(world.Company);
        Directory.Move(world.Company + ".disk", world.Company);
        await HasAsync("default/later.txt", "later");
        await Eventually.Holds(() => Task.FromResult(!File.Exists(Path.Combine(world.Company, "default/kept.txt"))));
    }

    [Fact]
    public async Task Killed_in_the_middle_of_a_file_it_shows_no_half_of_it_and_then_the_whole()
    {
        var alice = await world.As("alice");
        var bytes = new byte[48 << 20];
        new Random(1).NextBytes(bytes);
        await UploadAsync(alice, "small.bin", [1]); // makes the folder of temporary files
        await Eventually.Holds(() => world.Database.ScalarAsync<bool>( // else one of these files would be taken for the large one
            "select not exists (select from jim.mirrors where target = 'company' and state in ('waiting', 'going'))"));
        Assert.Empty(Directory.EnumerateFiles(Temporary));
        for (var i = 0; ; i++)
        {
            using var watcher = new FileSystemWatcher(Temporary);
            watcher.Created += (_, _) => world.Gateway.Kill();
            watcher.EnableRaisingEvents = true;
            await UploadAsync(alice, $"large-{i}.bin", bytes).ContinueWith(_ => { }, TaskScheduler.Default);
            await world.Gateway.ExitAsync(soon);
            var isHalf = Directory.EnumerateFiles(Temporary).Any();
            Assert.Equal(isHalf, !File.Exists(Path.Combine(world.Company, $"default/large-{i}.bin")));
            watcher.EnableRaisingEvents = false;
            await world.RestartAsync();
            alice = await world.As("alice");
            await Eventually.Holds(() => Task.FromResult(File.Exists(Path.Combine(world.Company, $"default/large-{i}.bin"))));
            Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(world.Company, $"default/large-{i}.bin"), Ct));
            await Eventually.Holds(() => Task.FromResult(!Directory.EnumerateFiles(Temporary).Any()));
            if (isHalf)
            {
                break;
            }

            Assert.True(i < 10, "It was never killed in the middle.");
        }
    }

    [Fact]
    public async Task A_full_disk_shows_no_half_of_a_file_and_the_whole_when_there_is_room()
    {
        Assert.SkipWhen(world.Disk is null, "a small disk can be mounted by root on Linux only");
        var alice = await world.As("alice");
        await world.Disk!.ResizeAsync(2);
        await UploadAsync(alice, "full.bin", new byte[3 << 20]);

        await Eventually.Holds(() => world.Database.ScalarAsync<bool>(
            "select coalesce(error like '%full%', false) from jim.targets where name = 'small'"));
        Assert.False(File.Exists(Path.Combine(world.Small, "default/full.bin")));
        await Eventually.Holds(() => Task.FromResult(File.Exists(Path.Combine(world.Company, "default/full.bin")))); // its own only
        await world.Disk.ResizeAsync(64);

        await Eventually.Holds(() => Task.FromResult(File.Exists(Path.Combine(world.Small, "default/full.bin"))));
        await Eventually.Holds(() => world.Database.ScalarAsync<bool>("select error is null from jim.targets where name = 'small'"));
    }

    private string Temporary => Path.Combine(world.Company, ".jim-tmp");

    private async Task HasAsync(string path, string text)
    {
        var full = Path.Combine(world.Company, path);
        await Eventually.Holds(async () => File.Exists(full) && await File.ReadAllTextAsync(full, Ct) == text);
    }

    private static async Task<Guid> UploadAsync(JimClient client, string name, byte[] bytes)
    {
        const string Upload = "mutation($input: UploadFileInput!) { uploadFile(input: $input) { file { id } errors { __typename } } }";
        using var sent = await client.UploadAsync(new ByteArrayContent(bytes), name, Upload, new JsonObject { ["ack"] = "STORED" });
        var answer = JsonNode.Parse(await sent.Content.ReadAsStringAsync(Ct))!;
        return (Guid)answer["data"]!["uploadFile"]!["file"]!["id"]!;
    }

    private static async Task<string?> StateAsync(JimClient client, Guid file)
    {
        const string Ask =
            "query($id: UUID!) { fileById(id: $id) { mirrors(where: { target: { eq: \"company\" } }) { nodes { target state at error } } } }";
        return (string?)(await client.DataAsync(Ask, new { id = file }))["fileById"]!["mirrors"]!["nodes"]![0]?["state"];
    }

    /// <summary>The exit code and what it prints.</summary>
    private async Task<string> CommandAsync(params string[] arguments)
    {
        await using var command = JimProcess.Start(world.EnvironmentWith(), [.. arguments, "--env-file", "/dev/null"]);
        var code = await command.ExitAsync(soon);
        return $"({code}, {command.Log.Trim()})";
    }
}
