using Xunit;

namespace Jim.EndToEnd.Tests;

/// <summary>For what another process does and nobody can be told of: asks again until it is so, or the deadline passes.</summary>
public static class Eventually
{
    public static Task TrueAsync(Func<bool> so, TimeSpan? within = null) => TrueAsync(() => Task.FromResult(so()), within);

    public static async Task TrueAsync(Func<Task<bool>> so, TimeSpan? within = null)
    {
        var end = DateTime.UtcNow + (within ?? TimeSpan.FromSeconds(20));
        while (!await so())
        {
            Assert.True(DateTime.UtcNow < end, "it did not become so");
            await Task.Delay(50);
        }
    }
}
