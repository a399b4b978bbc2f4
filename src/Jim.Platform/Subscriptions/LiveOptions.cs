namespace Jim.Platform.Subscriptions;

/// <summary>How live queries run.</summary>
/// <param name="ClockInterval">
/// How far apart the runs are of a live query whose policies or views read something that no change tells of: the clock (<c>now()</c>), or
/// a function that does not say what it reads. After a change of any table it runs at once, as every live query.
/// </param>
public sealed record LiveOptions(TimeSpan ClockInterval)
{
    public static LiveOptions Default { get; } = new(TimeSpan.FromSeconds(10));

    /// <summary>The most memory of the answers that are kept for subscribers, in bytes.</summary>
    public long AnswerBytesMax { get; init; } = 32 << 20;

    /// <summary>The most memory of the keys that are kept for subscribers of changes, in bytes.</summary>
    public long KeyBytesMax { get; init; } = 64 << 20;
}
