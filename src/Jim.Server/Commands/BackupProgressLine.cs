using System.Globalization;
using Jim.Platform.Backups;
using Spectre.Console;

namespace Jim.Server.Commands;

/// <summary>
/// Shows how far a backup or restore is: on a terminal a bar with rate and time left, else a line every ten seconds, and none for what
/// takes less. May be told by several threads.
/// </summary>
public sealed class BackupProgressLine(TimeProvider timeProvider, Action<string> say)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private string? _step;
    private long _began;
    private long _told;

    public void Report(BackupProgress progress)
    {
        lock (_gate)
        {
            if (_step != progress.Step)
            {
                (_step, _began, _told) = (progress.Step, timeProvider.GetTimestamp(), timeProvider.GetTimestamp());
            }
            else if (timeProvider.GetElapsedTime(_told) >= Every)
            {
                _told = timeProvider.GetTimestamp();
                say(Write(progress, timeProvider.GetElapsedTime(_began)));
            }
        }
    }

    /// <summary>As <c>copying files: 1.2 GB of 3.4 GB, 80 MB a second, 27 s left</c>.</summary>
    public static string Write(BackupProgress progress, TimeSpan elapsed)
    {
        var rate = progress.Done / Math.Max(0.001, elapsed.TotalSeconds);
        return progress.Total is { } total
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{progress.Step}: {WriteBytes(progress.Done)} of {WriteBytes(total)}, {WriteBytes((long)rate)} a second, "
                + $"{(total - progress.Done) / Math.Max(1, rate):N0} s left")
            : $"{progress.Step}: {WriteBytes(progress.Done)}, {WriteBytes((long)rate)} a second";
    }

    /// <summary>As <c>1.2 MB</c>, in powers of 1000.</summary>
    public static string WriteBytes(long bytes)
    {
        string[] units = ["kB", "MB", "GB", "TB", "PB"];
        var (value, unit) = (bytes / 1000.0, 0);
        while (value >= 999.95 && unit < units.Length - 1)
        {
            (value, unit) = (value / 1000, unit + 1);
        }

        return bytes < 1000
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {units[unit]}");
    }

    /// <summary>Runs the work with its progress shown on standard error.</summary>
    public static Task<T> ShowAsync<T>(Func<Action<BackupProgress>, Task<T>> work)
    {
        if (!Terminal.IsWatched)
        {
            return work(new BackupProgressLine(TimeProvider.System, DatabaseCommands.Say).Report);
        }

        return Terminal.DrawProgress(new DownloadedColumn(), new TransferSpeedColumn()).StartAsync(context =>
        {
            var gate = new Lock();
            ProgressTask? task = null;
            return work(progress =>
            {
                lock (gate)
                {
                    if (task?.Description != progress.Step)
                    {
                        task?.StopTask();
                        task = context.AddTask(progress.Step);
                    }

                    task.IsIndeterminate = progress.Total is null;
                    task.MaxValue = Math.Max(1, progress.Total ?? progress.Done);
                    task.Value = progress.Done;
                }
            });
        });
    }
}
