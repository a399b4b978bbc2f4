using System.Diagnostics;
using System.Text;

namespace Jim.Platform.Backups;

/// <summary>
/// Restores a dump in one transaction: <c>pg_restore</c> writes the dump as SQL, which <c>psql</c> runs between a beginning and an end of
/// ours. The commit is sent when the dump has been read to its end, so that a process that is killed leaves an empty database.
/// </summary>
internal static class DatabaseRestore
{
    /// <summary>Sent by <c>pg_restore</c> of 17 and later, and not known to earlier servers.</summary>
    private static readonly byte[] NewSetting = "SET transaction_timeout = 0;"u8.ToArray();

    /// <param name="dump">The path of the dump.</param>
    /// <param name="keepsOwners">False: everything belongs to the restoring role.</param>
    /// <exception cref="BackupException">The database is as empty as before.</exception>
    public static async Task RunAsync(
        BackupPlaces places, BackupManifest manifest, Version server, string dump, bool keepsOwners, string begin,
        IAsyncEnumerable<string> end, Action<BackupProgress> report, CancellationToken cancellationToken)
    {
        var program = PostgresPrograms.Find("pg_restore", Math.Max(server.Major, manifest.Database.Major), places.ProgramPath);
        var list = await ListAsync(program, places, dump, cancellationToken);
        try
        {
            using var reading = Start(
                program, places,
                ["--file=-", $"--use-list={list}", .. keepsOwners ? Array.Empty<string>() : ["--no-owner"], dump], isReader: true);
            using var running = Start(
                PostgresPrograms.Find("psql", server.Major, places.ProgramPath), places,
                [
                    "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=terse", "--output=/dev/null",
                ],
                isReader: false);
            var (readErrors, runErrors) = (new ToldErrors(reading), new ToldErrors(running));
            try
            {
                var isWhole = await FeedAsync(reading, running, server.Major, begin, end, report, cancellationToken);
                await running.WaitForExitAsync(cancellationToken);
                if (!isWhole || running.ExitCode != 0)
                {
                    throw new BackupException(
                        "The database could not be restored; it is as empty as before.\n"
                        + $"{await runErrors.ReadAsync()}\n{(reading.HasExited ? await readErrors.ReadAsync() : string.Empty)}".Trim());
                }
            }
            finally
            {
                PostgresPrograms.Stop(reading);
                PostgresPrograms.Stop(running);
            }
        }
        finally
        {
            File.Delete(list);
        }
    }

    /// <summary>
    /// Sends all of the script. False, and no commit was sent: <c>pg_restore</c> has failed, or <c>psql</c> has ended before.
    /// </summary>
    private static async Task<bool> FeedAsync(
        Process reading, Process running, int major, string begin, IAsyncEnumerable<string> end, Action<BackupProgress> report,
        CancellationToken cancellationToken)
    {
        await using var script = running.StandardInput.BaseStream;
        try
        {
            await script.WriteAsync(Encoding.UTF8.GetBytes(begin), cancellationToken);
            await PumpAsync(reading.StandardOutput.BaseStream, script, major, report, cancellationToken);
            await reading.WaitForExitAsync(cancellationToken);
            if (reading.ExitCode != 0)
            {
                return false;
            }

            await foreach (var text in end.WithCancellation(cancellationToken))
            {
                await script.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            }

            return true;
        }
        catch (IOException)
        {
            // psql has met an error, and has told it.
            return false;
        }
    }

    private static async Task PumpAsync(
        Stream from, Stream to, int major, Action<BackupProgress> report, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 20];
        var done = 0L;
        int read;
        while ((read = await from.ReadAtLeastAsync(buffer, 1 << 16, throwOnEndOfStream: false, cancellationToken)) > 0)
        {
            if (done == 0 && major < 17 && buffer.AsSpan(0, read).IndexOf(NewSetting) is >= 0 and var at)
            {
                buffer.AsSpan(at, NewSetting.Length).Fill((byte)' ');
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            done += read;
            report(new("restoring the database", done, null));
        }
    }

    /// <summary>
    /// The parts of the dump to restore: all but the comments of extensions, which only a superuser may write again. Answers a file's path.
    /// </summary>
    private static async Task<string> ListAsync(
        PostgresProgram program, BackupPlaces places, string dump, CancellationToken cancellationToken)
    {
        using var process = Start(program, places, ["--list", dump], isReader: true);
        var errors = new ToldErrors(process);
        var parts = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new BackupException($"pg_restore cannot read the dump:\n{await errors.ReadAsync()}");
        }

        var path = Path.GetTempFileName();
        await File.WriteAllLinesAsync(
            path, parts.Split('\n').Where(line => !line.Contains(" COMMENT - EXTENSION ", StringComparison.Ordinal)), cancellationToken);
        return path;
    }

    private static Process Start(PostgresProgram program, BackupPlaces places, IEnumerable<string> arguments, bool isReader)
    {
        var start = PostgresPrograms.BuildStart(program, places.OwnerConnectionString, arguments);
        start.RedirectStandardOutput = isReader;
        start.RedirectStandardInput = !isReader;
        return Process.Start(start)!;
    }
}
