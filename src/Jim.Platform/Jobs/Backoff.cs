namespace Jim.Platform.Jobs;

/// <summary>How long to wait before the next try: <c>min(2^attempt s, longest) ± 20 %</c>.</summary>
internal static class Backoff
{
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(1);

    /// <param name="spread">From -1 to 1: which of the jitter to take.</param>
    public static TimeSpan After(int attempt, TimeSpan longest, double spread)
    {
        var seconds = Math.Min(Math.Pow(2, Math.Clamp(attempt, 0, 30)), longest.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (1 + (0.2 * spread)));
    }
}
