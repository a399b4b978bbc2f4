using System.Globalization;
using Jim.Data.Seeding;

namespace Jim.Server.Commands;

/// <summary>Prints a line for each tenth of the rows that are seeded; below 20,000 rows nothing.</summary>
public sealed class SeedProgressLine : IProgress<SeedProgress>
{
    private const int QuietRows = 20_000;
    private long _toldTenths;

    public void Report(SeedProgress value)
    {
        var tenths = value.Total < QuietRows ? 0 : value.Done * 10 / value.Total;
        if (tenths > _toldTenths)
        {
            _toldTenths = tenths;
            DatabaseCommands.Say(string.Create(CultureInfo.InvariantCulture, $"seeding: {value.Done:N0} of {value.Total:N0} rows"));
        }
    }
}
