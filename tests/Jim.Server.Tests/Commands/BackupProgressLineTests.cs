using Jim.Server.Commands;

namespace Jim.Server.Tests.Commands;

public sealed class BackupProgressLineTests
{
    [Fact]
    public void Tells_how_much_how_fast_and_how_long()
    {
        Assert.Equal(
            "copying files: 1.0 GB of 3.0 GB, 100.0 MB a second, 20 s left",
            BackupProgressLine.Write(new("copying files", 1_000_000_000, 3_000_000_000), TimeSpan.FromSeconds(10)));
        Assert.Equal(
            "dumping the database: 1.5 kB, 750 bytes a second",
            BackupProgressLine.Write(new("dumping the database", 1500, null), TimeSpan.FromSeconds(2)));
    }
}
