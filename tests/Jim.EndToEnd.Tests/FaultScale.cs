namespace Jim.EndToEnd.Tests;

/// <summary>How long faults last and how much they concern: with JIM_FAULTS=full as in earnest, else what a run of all tests has time for.</summary>
internal static class FaultScale
{
    public static T Choose<T>(T full, T scaled) => Environment.GetEnvironmentVariable("JIM_FAULTS") == "full" ? full : scaled;
}
