using System.Diagnostics;

namespace Jim.EndToEnd.Tests;

/// <summary>
/// The commands of docs/backup.md in their order, with a folder of the test's own, the last of them into an empty database.
/// </summary>
public sealed class BackupGuideTests(BackupWorld world) : IClassFixture<BackupWorld>
{
    [Fact]
    public async Task The_commands_of_the_page_make_verify_and_restore_a_backup()
    {
        var alice = await world.As("alice");
        byte[] bytes = [1, 2, 3];
        var file = await BackupFiles.UploadAsync(alice, bytes);
        var other = await world.PrepareOtherAsync("guide");
        var commands = DocumentPage.Read("docs/backup.md").Blocks.Where(b => b.Language == "sh").Select(b => b.Text).ToList();
        Assert.Equal(4, commands.Count);
        foreach (var command in commands)
        {
            var (status, output) = await BashAsync(
                command.Replace("/var/backups/jim", world.Backups, StringComparison.Ordinal),
                command.Contains("restore", StringComparison.Ordinal) ? other : world.Settings());
            Assert.True(status == 0, output);
        }

        await using var restored = await JimProcess.RunAsync(other);
        await BackupFiles.CheckAsync(new JimClient(restored.Address, alice.Token), file, "file", bytes);
    }

    [Fact]
    public async Task The_statements_of_the_page_put_a_database_aside()
    {
        await world.PrepareOtherAsync("aside");
        var name = $"{world.Database.Name}_aside";
        var sql = DocumentPage.Read("docs/backup.md").Blocks.Single(b => b.Language == "sql").Text
            .Replace("jim_owner", world.Owner, StringComparison.Ordinal).Replace("jim_before", name + "_before", StringComparison.Ordinal)
            .Replace("database jim ", $"database {name} ", StringComparison.Ordinal);
        foreach (var statement in sql.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await world.ExecuteAsAdminAsync(statement);
        }

        await world.ExecuteAsAdminAsync($"drop database {name}_before");
    }

    private static async Task<(int Status, string Output)> BashAsync(string script, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", $"({script}) 2>&1"])
        {
            WorkingDirectory = JimProcess.RepositoryRoot(), RedirectStandardOutput = true, UseShellExecute = false,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var bash = Process.Start(start)!;
        var output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        return (bash.ExitCode, output);
    }
}
