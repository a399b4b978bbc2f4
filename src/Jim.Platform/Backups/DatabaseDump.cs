using System.Diagnostics;

namespace Jim.Platform.Backups;

/// <summary>Dumps one moment of the database by <c>pg_dump</c>, in its custom format.</summary>
internal static class DatabaseDump
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Tables of which a restored database has no use for the rows: they tell of transactions by their ids, and of tables by their oids,
    /// and both are others there.
    /// </summary>
    private static readonly string[] WithoutRows = ["jim.change", "jim.change_mark", "jim.relay", "jim.tracked"];

    /// <exception cref="BackupException">The program is missing or has failed; nothing of the file can be used then.</exception>
    public static async Task WriteAsync(
        BackupPlaces places, DatabaseSnapshot snapshot, string path, Action<BackupProgress> report, CancellationToken cancellationToken)
    {
        var program = PostgresPrograms.Find("pg_dump", snapshot.Server.Major, places.ProgramPath);
        var needsRowSecurity = await snapshot.NeedsRowSecurityAsync(cancellationToken);
        PrivateFile.Create(path).Dispose();
        var start = PostgresPrograms.BuildStart(
            program, places.OwnerConnectionString,
            [
                "--format=custom", "--no-password", "--lock-wait-timeout=60s", $"--snapshot={snapshot.Id}", $"--file={path}",
                .. WithoutRows.Select(table => $"--exclude-table-data={table}"),
                .. needsRowSecurity ? ["--enable-row-security"] : Array.Empty<string>(),
            ]);
        using var process = Process.Start(start)!;
        var errors = new ToldErrors(process);
        try
        {
            var ended = process.WaitForExitAsync(cancellationToken);
            while (await Task.WhenAny(ended, Task.Delay(LookEvery, cancellationToken)) != ended)
            {
                report(new("dumping the database", new FileInfo(path).Length, null));
            }

            await ended;
        }
        finally
        {
            PostgresPrograms.Stop(process);
        }

        if (process.ExitCode != 0)
        {
            throw new BackupException($"pg_dump could not dump the database:\n{await errors.ReadAsync()}");
        }
    }
}
