using System.Diagnostics;

namespace Jim.Benchmarks;

/// <summary>
/// The least time of many short rounds: what the code costs when nobody else has the core. On a shared machine means and medians measure
/// the neighbours; <c>reference/measure.mjs</c> measures in the same way, so that both can be compared.
/// </summary>
public static class BestOfRounds
{
    private const int Rounds = 200;
    private const double RoundMs = 3;

    /// <summary>Microseconds per run, after half a second of warming up.</summary>
    public static double Microseconds(Action run)
    {
        for (var clock = Stopwatch.StartNew(); clock.ElapsedMilliseconds < 500;)
        {
            run();
        }

        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var count = 0;
            var clock = Stopwatch.StartNew();
            do
            {
                run();
                count++;
            }
            while (clock.Elapsed.TotalMilliseconds < RoundMs);

            best = Math.Min(best, clock.Elapsed.TotalMicroseconds / count);
        }

        return best;
    }

    /// <inheritdoc cref="Microseconds"/>
    public static async Task<double> MicrosecondsAsync(Func<Task> run)
    {
        for (var clock = Stopwatch.StartNew(); clock.ElapsedMilliseconds < 500;)
        {
            await run();
        }

        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var count = 0;
            var clock = Stopwatch.StartNew();
            do
            {
                await run();
                count++;
            }
            while (clock.Elapsed.TotalMilliseconds < RoundMs);

            best = Math.Min(best, clock.Elapsed.TotalMicroseconds / count);
        }

        return best;
    }
}
