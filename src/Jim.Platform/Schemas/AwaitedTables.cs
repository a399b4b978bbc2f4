namespace Jim.Platform.Schemas;

/// <summary>Tables that lost their change triggers, or got a partition or child without, and how long they have been waited for.</summary>
/// <param name="Tables">Their OIDs.</param>
/// <param name="Polls">Polls of the schema, from 1 on, at which they were found so; 0 for no tables.</param>
public sealed record AwaitedTables(ImmutableHashSet<uint> Tables, int Polls)
{
    /// <summary>
    /// With polls every two seconds, ten seconds: a keeper tracks a new table within one, or after another try where a writer held it.
    /// </summary>
    private const int PollsMax = 5;

    public static AwaitedTables None { get; } = new([], 0);

    /// <summary>What is waited for at the next poll, which has found these tables untracked.</summary>
    public AwaitedTables Next(ImmutableHashSet<uint> lost) =>
        lost.IsEmpty || Polls == PollsMax ? None : new AwaitedTables(lost, Polls + 1);
}
