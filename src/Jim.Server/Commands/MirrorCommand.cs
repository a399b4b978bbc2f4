using System.Globalization;
using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Mirrors;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Files.Stores;
using Jim.Server.Hosting;
using Jim.Server.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Jim.Server.Commands;

/// <summary>
/// <c>mirror status|run|verify [NAME]</c> and <c>adopt NAME</c>. Exit code 0: each mirror has every file as it is; 1: one has not, and why is
/// printed; 2: it could not be found out.
/// </summary>
public static class MirrorCommand
{
    /// <summary>How the mirrors are, as the workers have told.</summary>
    public static async Task<int> TellAsync(JimSettings settings, string? name, CancellationToken cancellationToken)
    {
        await using var dataSource = NpgsqlDataSource.Create(settings.BuildConnectionString());
        var rows = new TargetRows(dataSource);
        await rows.MeasureAsync(cancellationToken);
        var reports = (await rows.ReadAsync(cancellationToken))
            .Where(r => r.Role == "mirror" && (name is null || r.Name == name)).ToList();
        foreach (var report in reports)
        {
            var compared = report.ComparedAt is { } at ? Invariant($"compared {at:yyyy-MM-dd HH:mm} UTC") : "not compared yet";
            var waits = report.Files == 0 ? "nothing waits"
                : Invariant($"{report.Files} files wait ({report.Bytes} bytes), the oldest for {report.Behind.TotalMinutes:0} min");
            Console.WriteLine($"{report.Name}: {waits}, {compared}{(report.Error is null ? string.Empty : $": {report.Error}")}");
        }

        if (reports.Count == 0)
        {
            throw new SettingsException(name is null
                ? "No mirror is known yet. JIM_TARGETS names them (docs/files.md), and a keeper makes them known."
                : $"No mirror {name} is known yet. JIM_TARGETS names them (docs/files.md), and a keeper makes them known.");
        }

        return reports.All(r => r is { Files: 0, Error: null, ComparedAt: not null }) ? 0 : 1;
    }

    /// <summary>Compares and makes right.</summary>
    /// <param name="releases">What is to be removed is removed, however much it is.</param>
    public static Task<int> RunAsync(JimSettings settings, string? name, bool releases, CancellationToken cancellationToken) =>
        EachAsync(settings, name, async (run, mirror) =>
        {
            await CompareAsync(run, mirror, isReading: false, cancellationToken);
            if (releases)
            {
                await run.ReleaseAsync(mirror, cancellationToken);
            }

            var outcome = await MirrorProgressLine.ShowAsync($"bringing files to {mirror.Target}", async report =>
            {
                long most = 0;
                return await run.WorkAsync(mirror, left => report((most = Math.Max(most, left)) - left, most), cancellationToken);
            });
            foreach (var (path, error) in outcome.Errors)
            {
                DatabaseCommands.Say($"not brought: {path}: {error}");
            }

            var isRight = outcome is { Left: 0, Failed: 0, Halt: null };
            Console.WriteLine(
                isRight ? $"{mirror.Target}: every file is as it should be"
                : Invariant($"{mirror.Target}: {outcome.Left + outcome.Failed} files wait{(outcome.Halt is { } why ? $": {why}" : "")}"));
            return isRight;
        }, cancellationToken);

    /// <summary>Reads every byte of the mirrors. What differs is mended by the workers.</summary>
    public static Task<int> VerifyAsync(JimSettings settings, string? name, CancellationToken cancellationToken) =>
        EachAsync(settings, name, async (run, mirror) =>
        {
            var (right, faults) = await CompareAsync(run, mirror, isReading: true, cancellationToken);
            foreach (var (path, fault) in faults)
            {
                Console.WriteLine($"{mirror.Target}: {fault.ToString().ToLowerInvariant()}: {path}");
            }

            Console.WriteLine(Invariant($"{mirror.Target}: {right} files are right, {faults.Count} are not"));
            return faults.Count == 0;
        }, cancellationToken);

    /// <summary>Takes the folder that the settings name as the target's, whatever it has in it.</summary>
    public static async Task<int> AdoptAsync(JimSettings settings, string name, CancellationToken cancellationToken)
    {
        var target = settings.Targets.FirstOrDefault(t => t.Name == name && (t.Folder is not null || t.Sftp is not null))
            ?? throw new SettingsException($"JIM_TARGETS names no target {name} that is a folder.");
        await using var dataSource = NpgsqlDataSource.Create(settings.BuildConnectionString());
        await StoreBuilder.AdoptAsync(target, dataSource, cancellationToken);
        DatabaseCommands.Say($"{target.Sftp?.ToString() ?? target.Folder} is the folder of {name} now");
        return 0;
    }

    private static async Task<int> EachAsync(
        JimSettings settings, string? name, Func<MirrorRun, MirrorTarget, Task<bool>> work, CancellationToken cancellationToken)
    {
        await using var dataSource = NpgsqlDataSource.Create(settings.BuildConnectionString());
        await using var targets = StoreBuilder.Build(settings, dataSource, TimeProvider.System);
        await using var mirrors = StoreBuilder.BuildMirrors(settings, dataSource, TimeProvider.System);
        var options = settings.BuildFilesOptions();
        var run = new MirrorRun(
            dataSource, new Spool(options.SpoolPath, options.SpoolFreeMin), targets, options, TimeProvider.System,
            NullLogger<MirrorRun>.Instance);
        var chosen = mirrors.All.Where(m => name is null || m.Target == name).ToList();
        if (chosen.Count == 0)
        {
            throw new SettingsException(name is null ? "JIM_TARGETS names no mirror." : $"JIM_TARGETS names no mirror {name}.");
        }

        var areRight = true;
        foreach (var mirror in chosen)
        {
            try
            {
                areRight &= await work(run, mirror);
            }
            catch (ObjectStoreException e)
            {
                Console.WriteLine($"{mirror.Target}: {e.Message}");
                areRight = false;
            }
        }

        return areRight ? 0 : 1;
    }

    private static Task<(long Right, List<(string Path, MirrorFault Fault)> Faults)> CompareAsync(
        MirrorRun run, MirrorTarget mirror, bool isReading, CancellationToken cancellationToken) =>
        MirrorProgressLine.ShowAsync($"comparing {mirror.Target}", async report =>
        {
            var faults = new List<(string, MirrorFault)>();
            var seen = 0L;
            await run.CompareAsync(
                mirror, isReading,
                (path, fault) =>
                {
                    report(++seen, null);
                    if (fault is { } wrong)
                    {
                        faults.Add((path, wrong));
                    }
                },
                cancellationToken);
            return (seen - faults.Count, faults);
        });

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
