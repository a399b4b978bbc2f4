namespace Jim.Platform.Schemas;

/// <summary>Tables that lost their change triggers, or got a partition or child without, and how long they have been waited for.</summary>
/// <param name="Tables">Their OIDs.</param>
/// <param name="Polls">Polls of the schema at which they were found so.</param>
public sealed record AwaitedTables(ImmutableHashSet<uint> Tables, int Polls)
{
    /// <summary>
    /// With polls every two seconds, ten seconds: a keeper tracks a new table within one, or after another try where a writer held it.
    /// </summary>
    private const int PollsMax = 5;

    public static AwaitedTables None { get; } = new([], 0);

    /// <summary>What is waited for after the next look at the catalog, which has found these tables untracked.</summary>
    /// <param name="lost">The tables.</param>
    /// <param name="isPoll">That look is a poll.</param>
    public AwaitedTables Next(ImmutableHashSet<uint> lost, bool isPoll) =>
        lost.IsEmpty || (isPoll && Polls == PollsMax) ? None : new AwaitedTables(lost, Polls + (isPoll ? 1 : 0));
}
