using System.Threading.RateLimiting;
using Jim.Postgres.Rights;

namespace Jim.Platform.Requests;

/// <summary>
/// How many operations a second each user may send by each client: a token bucket for each, which holds what five seconds allow. Callers
/// without a token are not counted, because many people may have one address; the queue for database connections shares those out among
/// addresses. The bucket of a user who has stopped sending is dropped.
/// </summary>
/// <param name="perSecond">0: no limit.</param>
public sealed class RateLimit(int perSecond) : IDisposable
{
    private const int BurstSeconds = 5;

    private readonly PartitionedRateLimiter<Caller> _buckets = PartitionedRateLimiter.Create<Caller, string>(caller =>
        RateLimitPartition.GetTokenBucketLimiter($"{caller.Subject}\n{caller.Client}", _ => CreateOptions(perSecond)));

    /// <summary>Counts an operation of the caller. False: there were too many.</summary>
    public bool Allows(Caller caller)
    {
        if (perSecond == 0 || caller.Subject is null)
        {
            return true;
        }

        using var lease = _buckets.AttemptAcquire(caller);
        return lease.IsAcquired;
    }

    public void Dispose() => _buckets.Dispose();

    private static TokenBucketRateLimiterOptions CreateOptions(int perSecond) => new()
    {
        TokenLimit = BurstSeconds * perSecond, TokensPerPeriod = perSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0,
    };
}
