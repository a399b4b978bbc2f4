using System.Diagnostics;
using System.Globalization;
using System.Text;
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

    /// <summary>Up to four changes: a byte set, a stretch cut out, a stretch said twice, the end cut off, a piece put in.</summary>
    /// <param name="body">It is left as it is.</param>
    /// <param name="random">Decides all.</param>
    /// <param name="pieces">What is put in.</param>
    public static byte[] Mutate(byte[] body, Random random, IReadOnlyList<string> pieces)
    {
        var bytes = body.ToList();
        for (var i = random.Next(5); i > 0 && bytes.Count > 1; i--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 60), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Count)]));
                    break;
            }
        }

        return [.. bytes];
    }
}
