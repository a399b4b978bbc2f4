using System.Collections;
using System.CommandLine;
using Jim.Data.Migrations;
using Jim.Platform.Backups;
using Jim.Platform.Extensions;
using Jim.Platform.Files.Stores;
using Jim.Server.Checking;
using Jim.Server.Settings;

namespace Jim.Server.Commands;

/// <summary>
/// The commands of <c>jim-server</c>, which <c>./jim</c> calls. A wrong setting ends each of them with a message that says what to do, and
/// with exit code 2.
/// </summary>
public static class CommandLine
{
    /// <summary>The exit code of a command that Ctrl-C or a signal ended, as shells have it.</summary>
    public const int Interrupted = 130;

    private static readonly Option<string> EnvFile =
        new("--env-file") { Description = "Settings file.", DefaultValueFactory = _ => ".env", Recursive = true };
    private static readonly Option<string?> Listen =
        new("--listen") { Description = "Address to listen on (JIM_LISTEN).", Recursive = true };
    private static readonly Option<string?> Data = new("--data") { Description = "Folder for data (JIM_DATA).", Recursive = true };
    private static readonly Option<bool> Lan =
        new("--lan") { Description = "Listen where a phone on the same network can reach it, and print a QR code." };
    private static readonly Option<bool> Quiet =
        new("--quiet") { Description = "Print the address and warnings, and nothing else." };
    private static readonly Option<int> Users = new("--users") { Description = "How many users.", DefaultValueFactory = _ => 50 };
    private static readonly Option<int> Documents =
        new("--documents") { Description = "How many documents.", DefaultValueFactory = _ => 500 };
    private static readonly Option<string> Role = new("--role") { Description = "As which role.", DefaultValueFactory = _ => "jim_user" };
    private static readonly Option<string> Schemas =
        new("--schemas") { Description = "Database schemas, comma separated; else JIM_SCHEMAS, else all." };
    private static readonly Option<string> ReadingRole = new("--role") { Description = "As which role; else the login role." };
    private static readonly Option<int> Rows =
        new("--rows") { Description = "Most rows of a table to compare.", DefaultValueFactory = _ => CheckOptions.Default.Rows };
    private static readonly Option<int?> Seconds = new("--seconds") { Description = "Begins no table after this time." };
    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Prints values of rows that differ." };
    private static readonly Argument<string> BackupFolder = new("folder") { Description = "The folder of the backups." };
    private static readonly Option<bool> Verify =
        new("--verify") { Description = "Only reads backups again, and compares every byte with its digest." };
    private static readonly Option<int?> Keep = new("--keep") { Description = "Removes all backups but the newest ones, so many." };
    private static readonly Option<string?> BackupName = new("--backup") { Description = "The name of the backup; else the newest." };
    private static readonly Argument<string?> MirrorName =
        new("name") { Description = "The mirror's name; else all.", DefaultValueFactory = _ => null };
    private static readonly Option<bool> Release =
        new("--release") { Description = "Removes what the brake keeps from being removed." };
    private static readonly Argument<string> TargetName = new("name") { Description = "The target's name." };
    private static readonly Argument<string> User = new("user") { Description = "A user or service client of the realm file." };

    /// <summary>Runs the command that the arguments name. Answers the exit code: 0, 1 where <c>doctor</c>, <c>check-schema</c>,
    /// <c>healthy</c>, <c>backup</c>, <c>mirror</c> or a verification finds a fault, 2, or <see cref="Interrupted"/>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Jim: a PostgreSQL database as the backend of an app, behind one GraphQL endpoint.")
        {
            Verb("run", "Migrates, seeds and serves.", (s, parse, cancellationToken) =>
                RunCommand.RunAsync(
                    s, new RunOptions(parse.GetValue(Lan), parse.GetValue(Quiet)), cancellationToken), Lan, Quiet),
            Verb("migrate", "Brings the database up to date.", (s, _, cancellationToken) =>
                DatabaseCommands.MigrateAsync(s, cancellationToken)),
            Verb(
                "seed", "Fills the starter model.",
                (s, p, cancellationToken) =>
                    DatabaseCommands.SeedAsync(s, p.GetValue(Users), p.GetValue(Documents), cancellationToken), Users, Documents),
            Verb(
                "schema", "Prints the schema as SDL.",
                (s, p, cancellationToken) => DatabaseCommands.PrintSchemaAsync(s, p.GetValue(Role)!, cancellationToken), Role),
            Verb(
                "healthy", "Asks the Jim that runs here whether it is ready.",
                (s, _, cancellationToken) => HealthyCommand.RunAsync(s, cancellationToken)),
            Verb("doctor", "Checks every service and setting.", (s, _, cancellationToken) => DoctorCommand.RunAsync(s, cancellationToken)),
            Verb(
                "check-schema", "Compares Jim's answers on the database with SQL, reading only.",
                (s, p, cancellationToken) =>
                    CheckSchemaCommand.RunAsync(s, ReadCheckOptions(p), p.GetValue(Verbose), cancellationToken),
                Schemas, ReadingRole, Rows, Seconds, Verbose),
            Verb(
                "backup", "Writes a backup of the database and of every file.",
                (s, p, cancellationToken) => p.GetValue(Verify)
                    ? BackupCommand.VerifyAsync(p.GetValue(BackupFolder)!, null, cancellationToken)
                    : BackupCommand.RunAsync(s, p.GetValue(BackupFolder)!, p.GetValue(Keep), cancellationToken),
                BackupFolder, Keep, Verify),
            Verb(
                "restore", "Restores a backup into an empty database and an empty store.",
                (s, p, cancellationToken) => p.GetValue(Verify)
                    ? BackupCommand.VerifyAsync(p.GetValue(BackupFolder)!, p.GetValue(BackupName), cancellationToken)
                    : RestoreCommand.RunAsync(s, p.GetValue(BackupFolder)!, p.GetValue(BackupName), cancellationToken),
                BackupFolder, BackupName, Verify),
            new Command("mirror", "Tells how the mirrors are, makes them right, and reads them.")
            {
                Verb(
                    "status", "Tells what the mirrors lack.",
                    (s, p, cancellationToken) => MirrorCommand.TellAsync(s, p.GetValue(MirrorName), cancellationToken), MirrorName),
                Verb(
                    "run", "Compares the mirrors with the files, and makes them right.",
                    (s, p, cancellationToken) =>
                        MirrorCommand.RunAsync(s, p.GetValue(MirrorName), p.GetValue(Release), cancellationToken), MirrorName, Release),
                Verb(
                    "verify", "Reads every byte of the mirrors; what differs is mended by the workers.",
                    (s, p, cancellationToken) => MirrorCommand.VerifyAsync(s, p.GetValue(MirrorName), cancellationToken), MirrorName),
            },
            Verb(
                "adopt", "Takes a folder as that of a target, whatever it has in it.",
                (s, p, cancellationToken) => MirrorCommand.AdoptAsync(s, p.GetValue(TargetName)!, cancellationToken), TargetName),
            Verb(
                "settings", "Writes the lists of settings, limits, log events and errors.",
                (_, _, _) => Task.FromResult(SettingsCommand.Run())),
            Verb("token", "Prints a development token.", (s, p, _) => Task.FromResult(TokenCommand.Run(s, p.GetValue(User)!)), User),
        };
        foreach (var option in new Option[] { EnvFile, Listen, Data })
        {
            root.Options.Add(option);
        }

        return await root.Parse(args).InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
    }

    private static CheckOptions ReadCheckOptions(ParseResult parse) => CheckOptions.Default with
    {
        Schemas =
        [
            .. (parse.GetValue(Schemas) ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        ],
        Role = parse.GetValue(ReadingRole),
        Rows = parse.GetValue(Rows),
        Time = parse.GetValue(Seconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    private static Command Verb(
        string name, string description, Func<JimSettings, ParseResult, CancellationToken, Task<int>> run,
        params ReadOnlySpan<Symbol> symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Option option)
            {
                command.Options.Add(option);
            }
            else
            {
                command.Arguments.Add((Argument)symbol);
            }
        }

        command.SetAction(async (parse, cancellationToken) =>
        {
            try
            {
                return await run(Load(parse), parse, cancellationToken);
            }
            catch (Exception e) when (e is SettingsException or MigrationException or FormatException or Npgsql.NpgsqlException
                or InvalidDataException or IOException or UnauthorizedAccessException or BackupException or ObjectStoreException
                or ExtensionException)
            {
                await Console.Error.WriteLineAsync($"jim: {Cure(e)}");
                return 2;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("jim: interrupted");
                return Interrupted;
            }
        });
        return command;
    }

    private static JimSettings Load(ParseResult parse)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? string.Empty, StringComparer.Ordinal);
        foreach (var (name, value) in new[] { ("JIM_LISTEN", parse.GetValue(Listen)), ("JIM_DATA", parse.GetValue(Data)) })
        {
            variables[name] = value ?? variables.GetValueOrDefault(name, string.Empty);
        }

        var settings = JimSettings.Load(parse.GetValue(EnvFile)!, variables);
        if (!settings.Unknown.IsEmpty)
        {
            Terminal.Warn(
                $"the environment has variables that are no settings: {string.Join(", ", settings.Unknown)}; unset them (SETTINGS.md)");
        }

        foreach (var (setting, fault, cure) in settings.Production ? UnsafeSettings.Find(settings) : [])
        {
            Terminal.Warn($"not safe, and taken as JIM_ALLOW_INSECURE says: {setting} {fault}; {cure}");
        }

        return settings;
    }

    /// <summary>
    /// What to print for a failure. The message of Postgres is not printed, because it can hold values of rows; its SQLSTATE is.
    /// </summary>
    private static string Cure(Exception e) => e switch
    {
        Npgsql.PostgresException p =>
            $"Postgres refused ({p.SqlState}). Check DATABASE_URL and DATABASE_OWNER_URL; ./jim doctor says more.",
        Npgsql.NpgsqlException => "Postgres does not answer. Check DATABASE_URL and DATABASE_OWNER_URL; ./jim doctor says more.",
        ObjectStoreException => $"{e.Message} The object store is away or refuses; ./jim doctor says more.",
        IOException or UnauthorizedAccessException =>
            $"{e.Message} Check JIM_DATA and the other files and folders that the settings and arguments name.",
        _ => e.Message,
    };
}
