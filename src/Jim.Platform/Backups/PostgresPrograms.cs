using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Jim.Platform.Backups;

/// <summary>A program of Postgres, as <c>pg_dump</c>.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Version">As it tells it.</param>
internal sealed record PostgresProgram(string Path, string Version, int Major);

/// <summary>Finds the programs of Postgres, and lets them connect without a secret on their command lines.</summary>
internal static partial class PostgresPrograms
{
    /// <summary>Where packages of Linux and macOS put the programs of each version.</summary>
    private static readonly string[] Parents =
        ["/usr/lib/postgresql", "/usr/pgsql-*", "/opt/homebrew/opt/postgresql*", "/usr/local/opt/postgresql*"];

    /// <summary>
    /// The program of the server's version, else the oldest that is newer: <c>pg_dump</c> does not dump from a server that is newer than
    /// itself.
    /// </summary>
    /// <param name="name">As <c>pg_dump</c>.</param>
    /// <param name="major">The first number of the server's version.</param>
    /// <param name="searched"><c>PATH</c>, which comes before the folders of packages.</param>
    /// <exception cref="BackupException">There is none.</exception>
    public static PostgresProgram Find(string name, int major, string searched)
    {
        var found = ListFolders(searched).Select(folder => Path.Combine(folder, name)).Where(IsProgram).Distinct()
            .Select(ReadVersion).OfType<PostgresProgram>().ToList();
        return found.Where(p => p.Major >= major).MinBy(p => p.Major) ?? throw new BackupException(
            (found.Count == 0 ? $"{name} is not installed" : $"{name} {found.Max(p => p.Major)} is older than the server")
            + $". Install the client programs of Postgres {major}: apt-get install postgresql-client-{major} (or brew install "
            + $"postgresql@{major}), or put the folder of {name} into PATH.");
    }

    /// <summary>How to start it, connected to the database by libpq's environment variables.</summary>
    public static ProcessStartInfo BuildStart(PostgresProgram program, string connectionString, params IEnumerable<string> arguments)
    {
        var c = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(program.Path, arguments) { RedirectStandardError = true, UseShellExecute = false };
        void Set(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                start.Environment[name] = value;
            }
        }

        start.Environment.Remove("PGSERVICE");
        Set("PGHOST", c.Host);
        Set("PGPORT", c.Port.ToString(CultureInfo.InvariantCulture));
        Set("PGDATABASE", c.Database);
        Set("PGUSER", c.Username);
        Set("PGPASSWORD", c.Password);
        Set("PGOPTIONS", c.Options);
        Set("PGSSLROOTCERT", c.RootCertificate);
        Set("PGCONNECT_TIMEOUT", "15");
        Set("PGAPPNAME", "jim-backup");
        Set("PGCLIENTENCODING", "UTF8");
        Set("PGSSLMODE", c.SslMode switch
        {
            SslMode.Disable => "disable",
            SslMode.Allow => "allow",
            SslMode.Prefer => "prefer",
            SslMode.Require => "require",
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            _ => throw new UnreachableException(),
        });
        return start;
    }

    /// <summary>Kills the program, unless it has ended.</summary>
    public static void Stop(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static IEnumerable<string> ListFolders(string searched)
    {
        foreach (var folder in searched.Split(Path.PathSeparator))
        {
            yield return folder;
        }

        foreach (var parent in Parents)
        {
            var above = Path.GetDirectoryName(parent)!;
            var folders = parent.EndsWith('*')
                ? Directory.Exists(above) ? Directory.EnumerateDirectories(above, Path.GetFileName(parent)) : []
                : Directory.Exists(parent) ? Directory.EnumerateDirectories(parent) : [];
            foreach (var folder in folders)
            {
                yield return Path.Combine(folder, "bin");
            }
        }
    }

    /// <summary>Debian's <c>/usr/bin/pg_dump</c> is a script that chooses among the installed versions by rules of its own.</summary>
    private static bool IsProgram(string path) => File.Exists(path)
        && Path.GetFileName(File.ResolveLinkTarget(path, returnFinalTarget: true)?.Name) != "pg_wrapper";

    private static PostgresProgram? ReadVersion(string path)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, ["--version"]) { RedirectStandardOutput = true })!;
            var told = Number().Match(process.StandardOutput.ReadToEnd());
            process.WaitForExit();
            return told.Success
                ? new PostgresProgram(path, told.Value, int.Parse(told.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
                : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\b([0-9]+)(?:\.[0-9]+)*")]
    private static partial Regex Number();
}
