namespace Jim.Containers.Tests;

/// <summary>The container with Postgres' own programs, by which the stack is backed up.</summary>
[Collection(ContainerStack.Name)]
public sealed class BackupContainerTests(ContainerStack stack)
{
    [Fact]
    public async Task Backs_up_the_database_and_every_file_and_reads_them_again()
    {
        var alice = await stack.As("alice");
        await Story.UploadAsync(alice, await Story.CreateAsync(alice, "kept"), 100_000);

        await stack.ComposeAsync("--profile", "backup", "run", "--rm", "-T", "backup", "backup", "/backups");
        await stack.ComposeAsync("--profile", "backup", "run", "--rm", "-T", "backup", "backup", "/backups", "--verify");
    }
}
