using Jim.Platform.Files.Spooling;
using Jim.Platform.Files.Stores;
using Jim.Platform.Jobs;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;

namespace Jim.Platform.Files.Copies;

/// <summary>Makes, mends or removes one copy under its lease, and records how that ended.</summary>
internal sealed partial class CopyWork(ReplicaRows rows, Spool spool, FileTargets targets, FilesOptions options, ILogger<CopyQueue> logger)
{
    public const string NoSource = "No copy of the version can be read now and is right.";

    /// <summary>May be killed after any step: keys are immutable, and puts and deletes are repeated.</summary>
    public Task RunAsync(FileTarget target, WaitingCopy copy, CancellationToken stopping) => LeasedRun.RunAsync(
        options.CopyLease, token => rows.RenewAsync(copy, token),
        async cancellationToken =>
        {
            try
            {
                await RunLeasedAsync(target, copy, cancellationToken);
            }
            catch (Exception e) when (IsFailure(e))
            {
                await PostponeAsync(copy, Describe(e));
            }
        },
        stopping);

    /// <summary>What may end well in a later try.</summary>
    public static bool IsFailure(Exception e) =>
        e is ObjectStoreException or IOException or UnauthorizedAccessException or GraphQLException;

    /// <summary>Without keys and secrets.</summary>
    public static string Describe(Exception e) => e switch
    {
        ObjectStoreException failed => failed.Message,
        GraphQLException refused => refused.Errors[0].Message,
        _ => "The spool's disk failed.",
    };

    private async Task RunLeasedAsync(FileTarget target, WaitingCopy copy, CancellationToken cancellationToken)
    {
        if (copy.State == "deleting")
        {
            await target.DeleteAsync(copy.Bytes.ObjectKey, cancellationToken);
            await rows.GoneAsync(copy);
            return;
        }

        await RoundRobinThreads.Shared.RunAsync(copy.Target, async () =>
        {
            await using var source = await CopySource.OpenAsync(
                copy.Bytes, copy.SpoolKey, copy.Sources, spool, targets, cancellationToken);
            if (source is null)
            {
                await WithoutSourceAsync(target, copy, cancellationToken);
                return;
            }

            var made = await StoredCopy.MakeAsync(target, copy.Bytes, source.Content, cancellationToken);
            if (await rows.KeptAsync(copy, made.ETag) is { } waiting && copy.SpoolKey is { } key && !targets.AnyAnswers(waiting))
            {
                spool.Remove(key);
            }
        });
    }

    /// <summary>A suspect copy that is the only one may be right after all: a read can be wrong too.</summary>
    private async Task WithoutSourceAsync(FileTarget target, WaitingCopy copy, CancellationToken cancellationToken)
    {
        if (copy.State == "suspect" && await StoredCopy.HoldsAsync(target, copy.Bytes.ObjectKey, copy.Bytes.Sha256, cancellationToken))
        {
            await rows.KeptAsync(copy, etag: null);
            return;
        }

        Log.NoGoodCopy(logger, copy.VersionId, copy.Target);
        await PostponeAsync(copy, NoSource);
    }

    private Task PostponeAsync(WaitingCopy copy, string why) =>
        rows.PostponeAsync(copy, why, Backoff.After(copy.Attempt, options.RetryMax));

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.NoGoodCopy, LogLevel.Error,
            "No good copy of version {Version} can be read to make the one at {Target}; it is tried again.")]
        public static partial void NoGoodCopy(ILogger logger, Guid version, string target);
    }
}
