using System.Runtime.CompilerServices;
using Jim.Platform.Requests;
using Jim.Postgres.Rights;

namespace Jim.Platform.Tests.Requests;

public sealed class RateLimitTests
{
    private static readonly Caller Ann = new("jim_user", "ann", [], "ann", null, "app", null);

    [Fact]
    public async Task Counts_each_user_by_each_client()
    {
        using var rate = new RateLimit(perSecond: 2);
        Assert.Equal(10, Enumerable.Range(0, 10).Count(_ => rate.Allows(Ann)));
        Assert.False(rate.Allows(Ann));
        Assert.True(rate.Allows(Ann with { Client = "another" }));
        Assert.True(rate.Allows(Ann with { Subject = "ben" }));
        await Eventually.Holds(() => rate.Allows(Ann));
    }

    [Fact]
    public void Neither_anonymous_callers_nor_a_limit_of_0_are_counted()
    {
        using var rate = new RateLimit(perSecond: 1);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(rate.Allows(Caller.Anonymous)));
        using var off = new RateLimit(perSecond: 0);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(off.Allows(Ann)));
    }

    /// <summary>The bucket of a user stays for a while; it needs a name, not the claims of the request.</summary>
    [Fact]
    public void A_bucket_lets_go_of_the_caller()
    {
        using var rate = new RateLimit(perSecond: 1);
        var caller = AllowOne(rate);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(caller.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference AllowOne(RateLimit rate)
    {
        var caller = Ann with { Subject = "cem" };
        Assert.True(rate.Allows(caller));
        return new WeakReference(caller);
    }
}
