using System.Globalization;
using Jim.Platform.Files;
using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Jobs;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Commands;

/// <summary>
/// What <c>doctor</c> says of old rows and files: a dry run of what the keeper would delete now. Finds it ill where a keeper has had days
/// to do it and has not.
/// </summary>
public static class UpkeepExamination
{
    private static readonly TimeSpan Overdue = TimeSpan.FromDays(2);
    private static readonly TimeSpan LongWait = TimeSpan.FromHours(1);

    /// <summary>Examines a migrated database and the spool. Throws <see cref="NpgsqlException"/> where Postgres is away.</summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        NpgsqlDataSource dataSource, JimSettings settings, CancellationToken cancellationToken)
    {
        var options = settings.BuildJobsOptions();
        var (jobs, events) = await new OldRows(dataSource, options).CountAsync(cancellationToken);
        return
        [
            Describe("jobs", "JIM_KEEP_JOBS_DAYS", options.KeepJobs, jobs),
            Describe("events", "JIM_KEEP_EVENTS_DAYS", options.KeepEvents, events),
            Describe(options.KeepChanges, await new OldChanges(dataSource, options).CountAsync(cancellationToken)),
            await DescribeSpoolAsync(dataSource, settings.BuildFilesOptions(), cancellationToken),
            Describe(await new TargetRows(dataSource).ReadAsync(cancellationToken)),
            await DescribeTrashAsync(dataSource, settings.Trash, cancellationToken),
        ];
    }

    private static Finding Describe(string name, string setting, TimeSpan? kept, OldRowsCount old)
    {
        if (kept is not { } age)
        {
            return new(name, true, $"kept for good ({setting}=0)", string.Empty);
        }

        var days = Invariant($"{age.TotalDays:0} days ({setting})");
        return old.Oldest is { } oldest
            ? new(
                name, TimeProvider.System.GetUtcNow() - oldest < age + Overdue,
                Invariant($"{old.Count} would be deleted now, the oldest of {oldest:yyyy-MM-dd HH:mm}; kept for {days}"),
                "No keeper deletes them: run a process with JIM_PROCESS=keeper, and look for KeeperDutyFailed in its log.")
            : new(name, true, $"none is older than {days}", string.Empty);
    }

    private static Finding Describe(TimeSpan? kept, (long Rows, DateTimeOffset? Marked) log) => kept is not { } age
        ? new("changes", true, "kept for good (JIM_KEEP_CHANGES_HOURS=0)", string.Empty)
        : new(
            "changes", log.Marked is not { } marked || TimeProvider.System.GetUtcNow() - marked < Overdue,
            Invariant($"{log.Rows} rows of the log would be deleted now; kept for {age.TotalHours:0} hours (JIM_KEEP_CHANGES_HOURS)"),
            "No keeper deletes them: run a process with JIM_PROCESS=keeper, and look for KeeperDutyFailed in its log.");

    private static Finding Describe(List<TargetReport> targets)
    {
        var waiting = targets.Where(t => t.Files > 0 || t.Error is not null).Select(t => Invariant(
            $"{t.Name} lacks {t.Files} files ({t.Bytes} bytes), the oldest for {t.Behind.TotalMinutes:0} min{(t.Error is null ? "" : $": {t.Error}")}"));
        return new(
            "targets", targets.All(t => t.FailingFor is null && t.Behind < LongWait),
            targets.Count == 0 ? "none is known yet: a keeper makes them known" : string.Join("; ", waiting) is { Length: > 0 } text ? text
                : Invariant($"{targets.Count} with every file"),
            "Copies are made by themselves once the target answers; a worker must run that knows it (JIM_PROCESS=worker).");
    }

    private static async Task<Finding> DescribeTrashAsync(NpgsqlDataSource dataSource, TimeSpan? kept, CancellationToken cancellationToken)
    {
        if (kept is not { } age)
        {
            return new("trash", true, "kept for good (JIM_TRASH_DAYS=0)", string.Empty);
        }

        var (files, copies, overdue) = await TrashSweep.CountAsync(dataSource, age, Overdue, cancellationToken);
        return new(
            "trash", overdue == 0,
            Invariant($"{files} deleted files and {copies} copies are due now; kept for {age.TotalDays:0} days (JIM_TRASH_DAYS)"),
            "Copies have been due for two days: run a process with JIM_PROCESS=keeper, and look for the column error of jim.removals.");
    }

    private static async Task<Finding> DescribeSpoolAsync(
        NpgsqlDataSource dataSource, FilesOptions options, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(options.SpoolPath))
        {
            return new("spool", true, "no uploads wait on this machine", string.Empty);
        }

        var leftovers = 0;
        var sweep = new SpoolSweep(dataSource, new Spool(options.SpoolPath, options.SpoolFreeMin), options, TimeProvider.System);
        await foreach (var _ in sweep.FindLeftoversAsync(cancellationToken))
        {
            leftovers++;
        }

        return new("spool", true, Invariant($"{leftovers} files left over by crashes would be deleted now"), string.Empty);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
