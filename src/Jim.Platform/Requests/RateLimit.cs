using System.Threading.RateLimiting;
using Jim.Postgres.Rights;

namespace Jim.Platform.Requests;

/// <summary>
/// How many operations a second each user may send by each client, by a token bucket that holds five seconds' worth. Who has no token has
/// no name to count by: anonymous callers are bounded by the queue for connections. Buckets of users who are gone are dropped.
/// </summary>
/// <param name="perSecond">0: no limit.</param>
public sealed class RateLimit(int perSecond) : IDisposable
{
    private const int BurstSeconds = 5;

    private readonly PartitionedRateLimiter<Caller> _buckets = PartitionedRateLimiter.Create<Caller, string>(caller =>
        perSecond == 0 || caller.Subject is null
            ? RateLimitPartition.GetNoLimiter(string.Empty)
            : RateLimitPartition.GetTokenBucketLimiter($"{caller.Subject}\n{caller.Client}", _ => Bucket(perSecond)));

    /// <summary>Counts an operation of the caller. False: there were too many.</summary>
    public bool Allows(Caller caller)
    {
        using var lease = _buckets.AttemptAcquire(caller);
        return lease.IsAcquired;
    }

    public void Dispose() => _buckets.Dispose();

    private static TokenBucketRateLimiterOptions Bucket(int perSecond) => new()
    {
        TokenLimit = BurstSeconds * perSecond, TokensPerPeriod = perSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0,
    };
}
