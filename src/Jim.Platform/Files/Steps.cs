using System.Diagnostics;

namespace Jim.Platform.Files;

/// <summary>The steps of an upload's way into the stores, one span each. A process may be killed after any of them.</summary>
internal static class Steps
{
    public const string Authorize = "file.authorize";
    public const string Spool = "file.spool";
    public const string Stage = "file.stage";
    public const string Hint = "file.hint";
    public const string Claim = "file.claim";
    public const string Put = "file.put";
    public const string Verify = "file.verify";
    public const string Commit = "file.commit";
    public const string Clean = "file.clean";

    public static ActivitySource Source { get; } = new("Jim.Files");

    public static async Task<T> RunAsync<T>(string step, Func<Task<T>> work)
    {
        using var span = Source.StartActivity(step);
        return await work();
    }

    public static async Task RunAsync(string step, Func<Task> work)
    {
        using var span = Source.StartActivity(step);
        await work();
    }

    public static void Run(string step, Action work)
    {
        using var span = Source.StartActivity(step);
        work();
    }
}
