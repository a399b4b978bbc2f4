using Jim.Platform.Files.Mirrors;
using Jim.Server.Settings;

namespace Jim.Server.Tests.Settings;

/// <summary>What the settings say about the places of files, and what of it is refused.</summary>
public sealed class TargetSettingsTests : IDisposable
{
    private const string Cloud =
        """{ "name": "cloud", "url": "s3://b", "endpoint": "https://s3.test", "accessKeyId": "env:CLOUD_KEY", """
        + """ "secretAccessKey": "env:CLOUD_SECRET" }""";

    private readonly string _folder = Directory.CreateTempSubdirectory("jim-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Reads_the_example_of_the_guide()
    {
        var guide = File.ReadAllText(Path.Combine(JimProcess.RepositoryRoot(), "docs/files.md"));
        var settings = Load(guide.Split("```json\n")[1].Split("```")[0]);

        Assert.Equal(["near", "cloud"], settings.Targets.Select(t => t.Name));
        Assert.Equal("/mnt/files", settings.Targets[0].Folder);
        Assert.Equal(
            ("my-bucket", "jim/", "eu-central-1", "STANDARD_IA", "key", "secret"),
            (settings.Targets[1].Bucket, settings.Targets[1].Prefix, settings.Targets[1].Region, settings.Targets[1].StorageClass,
                settings.Targets[1].AccessKeyId, settings.Targets[1].SecretAccessKey));
        Assert.DoesNotContain("secret", settings.Targets[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_the_mirror_of_the_guide()
    {
        var guide = File.ReadAllText(Path.Combine(JimProcess.RepositoryRoot(), "docs/files.md"));
        var settings = Load(guide.Split("```json\n")[3].Split("```")[0]);

        var mirror = Assert.Single(settings.Targets).Mirror!;
        Assert.Equal(
            ("company", MirrorDelete.Trash, 0.5, 1000, false),
            (mirror.Target, mirror.Delete, mirror.BrakeShare, mirror.BrakeFiles, mirror.AllVersions));
        Assert.Equal("0 3 * * *", mirror.Schedule.ToString());
        Assert.True(Assert.Single(settings.BuildTargets()).MakesFolder); // the files themselves are where they were
        Assert.Equal(1, settings.BuildFilesOptions().Copies);
    }

    [Fact]
    public void Reads_the_SSH_server_of_the_guide()
    {
        var guide = File.ReadAllText(Path.Combine(JimProcess.RepositoryRoot(), "docs/files.md"));
        var settings = Load(guide.Split("```json\n")[2].Split("```")[0], ("OFFICE_KEY", "-----BEGIN\nsecret"));

        var sftp = Assert.Single(settings.Targets).Sftp!;
        Assert.Equal(
            ("jim", "files.example.com", 22, "/srv/company", "-----BEGIN\nsecret"),
            (sftp.User, sftp.Host, sftp.Port, sftp.Path, sftp.PrivateKey));
        Assert.DoesNotContain("secret", $"{sftp}{settings.Targets[0]}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", "is not a list of targets")]
    [InlineData("[]", "names no target")]
    [InlineData("""[{ "name": "a", "url": "file:///a", "colour": "red" }]""", "colour")]
    [InlineData("""[{ "name": "a", "url": "file:///a" }, { "name": "a", "url": "file:///b" }]""", "two targets have the name a")]
    [InlineData("""[{ "name": "A b", "url": "file:///a" }]""", "target 1 needs a name")]
    [InlineData("""[{ "url": "file:///a" }]""", "target 1 needs a name")]
    [InlineData("""[{ "name": "a", "url": "ftp://a" }]""", "a needs a url")]
    [InlineData("""[{ "name": "a", "url": "file://host/a" }]""", "a needs a url")]
    [InlineData("""[{ "name": "a", "url": "s3://b/../c" }]""", "a needs a url")]
    [InlineData("""[{ "name": "a", "url": "file:///a", "region": "x" }]""", "a is a directory")]
    [InlineData("""[{ "name": "a", "role": "spare", "url": "file:///a" }]""", "has the role 'spare'")]
    [InlineData("""[{ "name": "a", "url": "sftp://h/p", "hostKey": "SHA256:x" }]""", "a needs a url as sftp://user@host/path")]
    [InlineData("""[{ "name": "a", "url": "sftp://u:AKIA@h/p", "hostKey": "SHA256:x" }]""", "without a password")]
    [InlineData("""[{ "name": "a", "url": "sftp://u@h/p", "password": "env:CLOUD_KEY" }]""", "needs the server's hostKey")]
    [InlineData("""[{ "name": "a", "url": "file:///a", "password": "env:CLOUD_KEY" }]""", "are of a url as sftp://")]
    [InlineData("""[{ "name": "a", "url": "file:///a", "delete": "trash" }]""", "are of the role mirror")]
    [InlineData("""[{ "name": "a", "role": "mirror", "url": "s3://b", "endpoint": "https://s3.test" }]""", "a is a mirror")]
    [InlineData("""[{ "name": "a", "role": "mirror", "url": "file:///a", "delete": "all" }]""", "has the delete 'all'")]
    [InlineData("""[{ "name": "a", "role": "mirror", "url": "file:///a", "versions": "some" }]""", "has the versions 'some'")]
    [InlineData("""[{ "name": "a", "role": "mirror", "url": "file:///a", "schedule": "daily" }]""", "has the schedule 'daily'")]
    [InlineData("""[{ "name": "a", "role": "mirror", "url": "file:///a", "brake": { "share": 2 } }]""", "a share between 0 and 1")]
    [InlineData("""[{ "name": "a", "role": "mirror", "url": "file:///a", "brake": { "files": -1 } }]""", "files of at least 0")]
    [InlineData("""[{ "name": "a", "url": "s3://b", "endpoint": "s3.test" }]""", "a needs an endpoint")]
    [InlineData("""[{ "name": "a", "url": "s3://b", "endpoint": "https://s3.test" }]""", "a needs an accessKeyId")]
    [InlineData("""[{ "name": "a", "url": "s3://b", "endpoint": "https://s3.test", "accessKeyId": "AKIA" }]""", "no secret stands in")]
    [InlineData("""[{ "name": "a", "url": "s3://b", "endpoint": "https://s3.test", "accessKeyId": "env:NO" }]""", "NO, which is not set")]
    public void Refuses_a_file_that_is_wrong(string json, string why)
    {
        var refused = Assert.Throws<SettingsException>(() => Load(json));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AKIA", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_either_the_file_or_variables()
    {
        var refused = Assert.Throws<SettingsException>(() => Load($"[{Cloud}]", [.. Server("S3_")]));

        Assert.Contains("JIM_TARGETS and S3_ENDPOINT are both set", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_name_several_servers_and_three_need_two_copies()
    {
        var settings = Load(null, [.. new[] { "S3_", "S3_2_", "S3_9_" }.SelectMany(Server)]);

        Assert.Equal(["main", "s3-2", "s3-9"], settings.Targets.Select(t => t.Name));
        Assert.Equal(2, settings.BuildFilesOptions().Copies);
    }

    [Theory]
    [InlineData("3", "JIM_COPIES=3 is more than there are targets (1)")]
    [InlineData("x", "JIM_COPIES is not a whole number")]
    public void More_copies_than_targets_are_refused(string copies, string why)
    {
        var refused = Assert.Throws<SettingsException>(() => Load($"[{Cloud}]", ("JIM_COPIES", copies)));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Production_refuses_a_target_without_TLS()
    {
        var refused = Assert.Throws<SettingsException>(() => Load(
            $"[{Cloud.Replace("https://s3.test", "http://s3.example.com", StringComparison.Ordinal)}]", ("JIM_ENV", "production")));

        Assert.Contains("JIM_TARGETS leads out of the private network without TLS", refused.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, string Value)> Server(string prefix) =>
    [
        ($"{prefix}ENDPOINT", "http://127.0.0.1:1"), ($"{prefix}ACCESS_KEY_ID", "a"), ($"{prefix}SECRET_ACCESS_KEY", "b"),
    ];

    private JimSettings Load(string? json, params (string Name, string Value)[] more)
    {
        var environment = more.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
        if (json is not null)
        {
            var file = Path.Combine(_folder, "targets.json");
            File.WriteAllText(file, json);
            environment["JIM_TARGETS"] = file;
        }

        environment["CLOUD_KEY"] = "key";
        environment["CLOUD_SECRET"] = "secret";
        return JimSettings.Load("/dev/null", environment);
    }
}
