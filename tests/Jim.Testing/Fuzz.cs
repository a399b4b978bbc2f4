using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Jim.Testing;

/// <summary>
/// Runs of random cases, the same for everyone: seeds count up from JIM_FUZZ_SEED (1) for JIM_FUZZ_SECONDS (3); a failure names its seed.
/// </summary>
public static class Fuzz
{
    /// <param name="test">One case; what it adds to the list is told when it throws.</param>
    /// <param name="share">The part of the time that this run may have, where a class has several.</param>
    public static void Run(Action<Random, List<string>> test, double share = 1)
    {
        var seconds = share * double.Parse(Environment.GetEnvironmentVariable("JIM_FUZZ_SECONDS") ?? "3", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("JIM_FUZZ_SEED") ?? "1", CultureInfo.InvariantCulture);
        var clock = Stopwatch.StartNew();
        do
        {
            var told = new List<string>();
            var why = Record.Exception(() => test(new Random(seed), told));
            Assert.True(why is null, $"JIM_FUZZ_SEED={seed}: {why}\n{string.Join('\n', told)}");
            seed++;
        }
        while (clock.Elapsed.TotalSeconds < seconds);
    }
}
