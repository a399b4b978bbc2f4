using System.Diagnostics;
using System.Globalization;
using Jim.Data.Seeding;

namespace Jim.Server.Commands;

/// <summary>
/// Prints a line for each tenth of the rows that are seeded, with the rate and the time left; below 20,000 rows nothing.
/// </summary>
public sealed class SeedProgressLine : IProgress<SeedProgress>
{
    private const int QuietRows = 20_000;
    private readonly long _began = Stopwatch.GetTimestamp();
    private long _toldTenths;

    public void Report(SeedProgress value)
    {
        var tenths = value.Total < QuietRows ? 0 : value.Done * 10 / value.Total;
        if (tenths > _toldTenths)
        {
            _toldTenths = tenths;
            DatabaseCommands.Say(Write(value, Stopwatch.GetElapsedTime(_began)));
        }
    }

    /// <summary>The line of rows that took so long, as <c>seeding: 20,000 of 100,000 rows, 10,000 a second, 8 s left</c>.</summary>
    public static string Write(SeedProgress progress, TimeSpan elapsed)
    {
        var rate = progress.Done / Math.Max(0.001, elapsed.TotalSeconds);
        var left = (progress.Total - progress.Done) / Math.Max(1, rate);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"seeding: {progress.Done:N0} of {progress.Total:N0} rows, {rate:N0} a second, {left:N0} s left");
    }
}
