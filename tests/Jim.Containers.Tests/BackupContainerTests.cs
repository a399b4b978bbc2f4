using System.Globalization;
using System.Security.Cryptography;

namespace Jim.Containers.Tests;

/// <summary>The container with Postgres' own programs, by which the stack is backed up and restored.</summary>
[Collection(ContainerStack.Name)]
public sealed class BackupContainerTests(ContainerStack stack)
{
    private const string Files = "select id, sha256 from jim.files where state = 'stored' order by id";

    /// <summary>Everything that users have made, as one digest for each table.</summary>
    private const string Rows =
        """
        select c.oid::regclass, md5(query_to_xml(format('select * from %s t order by t::text', c.oid::regclass), true, false, '')::text)
        from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by c.relname
        """;

    private readonly CancellationToken _cancellationToken = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_container_backs_up_by_the_clock_is_restored_into_an_empty_stack()
    {
        var alice = await stack.As("alice");
        var document = await Story.CreateAsync(alice, "kept");
        await Story.UploadAsync(alice, document, 100_000);
        await Story.UploadAsync(alice, document, 3_000_000);
        var (rows, files) = (await stack.SqlAsync(Rows), await stack.SqlAsync(Files));

        await BackUpByTheClockAsync();
        await stack.RunAsync("backup", "backup", "/backups", "--verify");
        await EmptyAsync();
        await stack.RunAsync("backup", "restore", "/backups");
        await stack.UpAsync();

        Assert.Equal(files, await stack.SqlAsync(Files));
        Assert.Equal(rows, await stack.SqlAsync(Rows));
        await CompareFilesAsync(files);
        await new Story(stack).TellAsync();
    }

    /// <summary>A busy machine may start the container when its minute is over: then a later one is taken.</summary>
    private async Task BackUpByTheClockAsync()
    {
        for (var ahead = TimeSpan.FromSeconds(15); ; ahead *= 2)
        {
            var at = DateTimeOffset.UtcNow + ahead;
            stack.Set("JIM_BACKUP_AT", at.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
            await stack.ComposeAsync("--profile", "backup", "up", "--detach", "--no-build", "--no-deps", "backup");
            await Eventually.Holds(async () => (await LogAsync()).Contains("begins at", StringComparison.Ordinal));
            if ((await LogAsync()).Contains($"begins at {at:yyyy-MM-dd HH:mm} UTC", StringComparison.Ordinal))
            {
                break;
            }

            await RemoveAsync();
        }

        await Eventually.Holds(
            async () => (await LogAsync()).Contains("made /backups/", StringComparison.Ordinal),
            TimeSpan.FromMinutes(3), "a backup is made");
        Assert.DoesNotContain("ended with", await LogAsync(), StringComparison.Ordinal);
        await RemoveAsync();
    }

    private async Task<string> LogAsync() => await stack.ComposeAsync("--profile", "backup", "logs", "--no-color", "backup");

    /// <summary>The container ends when it is told to, and is not killed after its time.</summary>
    private async Task RemoveAsync()
    {
        var container = (await stack.ContainersAsync("backup"))[0];
        await stack.EngineAsync("stop", "--time", "40", container);
        Assert.Equal("143", (await stack.EngineAsync("inspect", "--format", "{{.State.ExitCode}}", container)).Trim());
        await stack.EngineAsync("rm", container);
    }

    /// <summary>Removes every volume but that of the backups, then starts Postgres and the object store, which Keycloak and the bucket
    /// wait for.</summary>
    private async Task EmptyAsync()
    {
        await stack.ComposeAsync("down", "--timeout", "30");
        await stack.EngineAsync(["volume", "rm", .. ((string[])["postgres", "rabbitmq", "minio", "spool"]).Select(stack.NameOf)]);
        await stack.ComposeAsync("up", "--detach", "--no-build", "keycloak", "bucket");
        Assert.Equal("0", (await stack.SqlAsync("select count(*) from pg_class where relnamespace = 'public'::regnamespace")).Trim());
    }

    /// <summary>Each file through nginx, as its owner: its bytes have the digest of before.</summary>
    private async Task CompareFilesAsync(string files)
    {
        var alice = await stack.As("alice");
        foreach (var file in files.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|')))
        {
            var kept = await alice.DataAsync("query($id: UUID!) { fileById(id: $id) { url } }", new { id = file[0] });
            using var content = await alice.SendAsync(HttpMethod.Get, (string)kept["fileById"]!["url"]!);
            var digest = await SHA256.HashDataAsync(await content.Content.ReadAsStreamAsync(_cancellationToken), _cancellationToken);
            Assert.Equal(file[1], Convert.ToHexStringLower(digest));
        }
    }
}
