using System.Diagnostics;
using Jim.Postgres.Diagnostics;

namespace Jim.Platform.Files;

/// <summary>The steps of an upload's way into the stores, one span each. A process may be killed after any of them.</summary>
internal static class Steps
{
    public const string Authorize = SpanNames.FileAuthorize;
    public const string Spool = SpanNames.FileSpool;
    public const string Stage = SpanNames.FileStage;
    public const string Hint = SpanNames.FileHint;
    public const string Claim = SpanNames.FileClaim;
    public const string Put = SpanNames.FilePut;
    public const string Verify = SpanNames.FileVerify;
    public const string Commit = SpanNames.FileCommit;
    public const string Clean = SpanNames.FileClean;

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
