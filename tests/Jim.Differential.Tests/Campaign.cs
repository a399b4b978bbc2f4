using System.Diagnostics;
using System.Globalization;

namespace Jim.Differential.Tests;

/// <summary>
/// Which seeds run: a fixed number from <c>JIM_FUZZ_SEED</c> (1) on, or with <c>JIM_FUZZ_SECONDS</c> as many as that time takes.
/// </summary>
public static class Campaign
{
    public static IEnumerable<int> Seeds(int count)
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("JIM_FUZZ_SEED") ?? "1", CultureInfo.InvariantCulture);
        if (!double.TryParse(Environment.GetEnvironmentVariable("JIM_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var seconds))
        {
            foreach (var fixedSeed in Enumerable.Range(seed, count))
            {
                yield return fixedSeed;
            }

            yield break;
        }

        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds;)
        {
            yield return seed++;
        }
    }
}
