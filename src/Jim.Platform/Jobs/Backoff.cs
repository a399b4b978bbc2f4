namespace Jim.Platform.Jobs;

/// <summary>How long to wait before the next attempt: <c>min(2^attempt seconds, longest) ± 20 %</c>.</summary>
internal static class Backoff
{
    /// <summary>The usual longest wait.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(1);

    /// <summary>The longest wait where the reason will pass, so that the work is done soon after it has.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromMinutes(1);

    /// <summary>The wait with a spread of its own.</summary>
    public static TimeSpan After(int attempt, TimeSpan longest) => After(attempt, longest, (Random.Shared.NextDouble() * 2) - 1);

    /// <param name="attempt">Attempts that have failed so far.</param>
    /// <param name="spread">
    /// A random number from -1 (20 % shorter) to 1 (20 % longer), so that jobs that failed together do not return together.
    /// </param>
    public static TimeSpan After(int attempt, TimeSpan longest, double spread)
    {
        var seconds = Math.Min(Math.Pow(2, Math.Clamp(attempt, 0, 30)), longest.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (1 + (0.2 * spread)));
    }
}
