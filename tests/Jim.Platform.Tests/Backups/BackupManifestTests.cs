using Jim.Data.Migrations;
using Jim.Platform.Backups;

namespace Jim.Platform.Tests.Backups;

public sealed class BackupManifestTests
{
    private static readonly BackupManifest Manifest = new(
        1, "0.1.0", new DateTimeOffset(2026, 11, 29, 2, 0, 0, TimeSpan.Zero),
        new("jim", "15.14", 15, "jim_owner", ["jim_owner"], [new("ro\"le 日本", true, false, ["jim_user"])], 1),
        new AppliedMigrations(["20261121_0001_platform"], [], ["0001_mine.sql"]), [new("JIM_LISTEN", "http://127.0.0.1:8080")],
        new("database.dump", 3, new string('a', 64)), new(new("versions.jsonl", 0, new string('b', 64)), 0, 0, 0), []);

    [Fact]
    public void Is_read_as_it_was_written() =>
        Assert.Equal(Manifest.Render(), BackupManifest.Parse(Manifest.Render())!.Render());

    [Fact]
    public void Is_refused_with_any_bit_flipped_or_byte_missing()
    {
        var bytes = Manifest.Render();
        for (var at = 0; at < bytes.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                bytes[at] ^= (byte)(1 << bit);
                Assert.Null(BackupManifest.Parse(bytes));
                bytes[at] ^= (byte)(1 << bit);
            }

            Assert.Null(BackupManifest.Parse([.. bytes[..at], .. bytes[(at + 1)..]]));
        }
    }

    [Theory]
    [InlineData(15, true)]
    [InlineData(17, true)]
    [InlineData(14, false)]
    public void A_backup_of_a_newer_Postgres_is_refused(int server, bool isTaken)
    {
        var refusal = Record.Exception(() => RestoreChecks.CheckVersions(Manifest, new Version(server, 1), "0.1.0"));
        Assert.Equal(isTaken, refusal is null);
    }

    [Fact]
    public void A_backup_of_a_newer_Jim_is_refused_by_the_names_of_its_migrations_or_its_form()
    {
        var later = Manifest with { Migrations = Manifest.Migrations with { Starter = ["29990101_0001_later"] } };
        Assert.Contains("29990101_0001_later", Assert.Throws<BackupException>(Check(later)).Message, StringComparison.Ordinal);
        Assert.Throws<BackupException>(Check(Manifest with { Format = 2 }));
    }

    private static Action Check(BackupManifest manifest) => () => RestoreChecks.CheckVersions(manifest, new Version(15, 1), "0.1.0");
}
