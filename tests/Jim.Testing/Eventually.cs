using System.Runtime.CompilerServices;
using Xunit;

namespace Jim.Testing;

/// <summary>Waits for what no event tells: looks again every 20 ms until a deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    public static Task Holds(
        Func<bool> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Holds(() => Task.FromResult(condition()), within, what);

    public static async Task Holds(
        Func<Task<bool>> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var deadline = within ?? Deadline;
        Assert.True(await Gives(condition, holds => holds, deadline), $"not within {deadline}: {what}");
    }

    /// <summary>
    /// The first value that is wanted; after the deadline the last one, so that the test can tell what was there instead.
    /// </summary>
    public static async Task<T> Gives<T>(Func<Task<T>> look, Func<T, bool> wanted, TimeSpan? within = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = await look();
            if (wanted(value) || TimeProvider.System.GetElapsedTime(started) >= (within ?? Deadline))
            {
                return value;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
