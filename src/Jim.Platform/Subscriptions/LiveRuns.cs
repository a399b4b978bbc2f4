using Jim.Postgres.Running;

namespace Jim.Platform.Subscriptions;

/// <summary>
/// How many live queries run at one time, shared out among users as connections are: few, so that a change of a table that many of them
/// read does not take every connection.
/// </summary>
internal sealed class LiveRuns(TimeProvider timeProvider) : IDisposable
{
    /// <summary>A larger answer is not that of a quick run.</summary>
    public const int QuickBytesMax = 32 * 1024;

    /// <summary>Of those that may take long: each has a connection of its own.</summary>
    public FairQueue Alone { get; } = new(4, int.MaxValue, Timeout.InfiniteTimeSpan, timeProvider);

    /// <summary>Of quick ones, which share a few round trips: more than fit into these, so that the next ones are always full.</summary>
    public FairQueue Quick { get; } = new(64, int.MaxValue, Timeout.InfiniteTimeSpan, timeProvider);

    public void Dispose()
    {
        Alone.Dispose();
        Quick.Dispose();
    }
}
