using Jim.Data.Seeding;
using Jim.Server.Commands;

namespace Jim.Server.Tests.Commands;

public sealed class SeedProgressLineTests
{
    [Fact]
    public void It_tells_rate_and_time_left() => Assert.Equal(
        "seeding: 20,000 of 100,000 rows, 10,000 a second, 8 s left",
        SeedProgressLine.Write(new SeedProgress(20_000, 100_000), TimeSpan.FromSeconds(2)));
}
