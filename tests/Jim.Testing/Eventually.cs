using System.Runtime.CompilerServices;
using Xunit;

namespace Jim.Testing;

/// <summary>Waits for what no event tells: looks again every 20 ms until a deadline.</summary>
public static class Eventually
{
    public static Task Holds(
        Func<bool> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Holds(() => Task.FromResult(condition()), within, what);

    public static async Task Holds(
        Func<Task<bool>> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var started = TimeProvider.System.GetTimestamp();
        var deadline = within ?? TimeSpan.FromSeconds(20);
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < deadline, $"not within {deadline}: {what}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
