using System.Text.Json;
using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Files.Stores;
using Jim.Platform.Jobs;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Platform.Files;

/// <summary>
/// Carries a staged version from the spool to its targets and, when enough copies are verified, makes it stored. May be killed after any
/// step: keys are immutable, puts are repeated, and only the holder of the job's newest fence commits.
/// </summary>
public sealed class FileStoreHandler(NpgsqlDataSource dataSource, Spool spool, FileTargets targets, FilesOptions options) : IJobHandler
{
    private readonly VersionRows _rows = new(dataSource);

    public string Kind => JobQueue.FileStoreKind;

    /// <summary>Whoever uploaded was told that the file is kept; its bytes wait in the spool as long as every target is away.</summary>
    public bool WaitsForever => true;

    public async Task<JobOutcome> RunAsync(JobRow job, CancellationToken cancellationToken)
    {
        var payload = ReadPayload(job);
        var version = await Steps.RunAsync(Steps.Claim, () => _rows.ClaimAsync(payload.VersionId, job, cancellationToken));
        if (version is null)
        {
            // Stored before (a crash between commit and this message), or deleted meanwhile.
            return new JobOutcome.Succeeded(null);
        }

        var isNeeded = false;
        try
        {
            await RoundRobinThreads.Shared.RunAsync(job.OwnerId?.ToString() ?? string.Empty, async () =>
            {
                await using var content = spool.OpenRead(version.SpoolKey);
                isNeeded = await StoreAsync(job, version, content, cancellationToken);
            });
        }
        catch (FileNotFoundException)
        {
            return new JobOutcome.Rejected(FileErrors.Lost());
        }
        catch (ObjectStoreException e)
        {
            return e.IsTransient
                ? new JobOutcome.Postponed(FileErrors.NotStoredYet(e), options.RetryMax)
                : new JobOutcome.Rejected(FileErrors.NotStored(e));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The spool's disk: an operator can mend it, and the bytes are still there.
            return new JobOutcome.Postponed(FileErrors.Unavailable().Errors[0], options.RetryMax);
        }

        if (!isNeeded)
        {
            Steps.Run(Steps.Clean, () => spool.Remove(version.SpoolKey));
        }

        return new JobOutcome.Committed();
    }

    public IEnumerable<NpgsqlBatchCommand> OnGivenUp(JobRow job, GraphQLError error)
    {
        var payload = ReadPayload(job);
        return VersionRows.Failed(payload.VersionId, payload.FileId);
    }

    private static FileStorePayload ReadPayload(JobRow job) =>
        job.Payload.Deserialize<FileStorePayload>(JsonSerializerOptions.Web) ?? throw new FormatException("The job has no payload.");

    /// <summary>
    /// Copies to as many targets as a version needs to be stored, those first that answer; the others get theirs by their own queues. With
    /// fewer copies the run fails with the first target's failure.
    /// </summary>
    /// <returns>True: other targets copy from the spool.</returns>
    private async Task<bool> StoreAsync(JobRow job, StoringVersion version, FileStream content, CancellationToken cancellationToken)
    {
        var copies = new List<VerifiedCopy>();
        ObjectStoreException? failure = null;
        foreach (var target in targets.Except(version.Present))
        {
            if (copies.Count + version.Present.Length >= options.Copies)
            {
                break;
            }

            try
            {
                copies.Add(await StoredCopy.MakeAsync(target, version.Bytes, content, cancellationToken));
            }
            catch (ObjectStoreException e)
            {
                failure ??= e;
            }
        }

        if (failure is not null && copies.Count + version.Present.Length < options.Copies)
        {
            await _rows.KeepAsync(version, copies); // the next run goes on from them
            throw failure;
        }

        var missing = targets.Except([.. version.Present, .. copies.Select(c => c.Target)]);
        string[] names = [.. missing.Select(t => t.Target)];
        await Steps.RunAsync(Steps.Commit, () => _rows.StoredAsync(job, version, copies, names, cancellationToken));
        foreach (var target in missing)
        {
            target.Health.Wake();
        }

        return targets.AnyAnswers(names);
    }
}
