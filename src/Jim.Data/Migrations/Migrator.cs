using System.Data;
using Jim.Data.Platform;
using Jim.Data.Starter;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Jim.Data.Migrations;

/// <summary>
/// Applies what this build needs to a database: roles, both models' migrations, the team's files, the gateway's grants, the change
/// triggers. All of it holds one advisory lock, so that any number of nodes may start at once. (EF Core's own lock is not enough: of eight
/// nodes that migrated at once, one failed in each of 8 runs.)
/// </summary>
public static class Migrator
{
    // "jim" and "migr" in ASCII; advisory locks are per database.
    internal const long LockKey = 0x6A696D_6D696772;

    /// <summary>A first start over thousands of tables says in one line which were tracked.</summary>
    private const int NamesToTell = 10;

    /// <summary>Migrates, and writes one short line to <paramref name="report"/> for each step that was done, or "nothing to do".</summary>
    /// <exception cref="MigrationException">A step failed; the message says what must be changed. Earlier steps stay applied.</exception>
    public static async Task MigrateAsync(MigrateOptions options, Action<string> report, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(options.OwnerConnectionString, cancellationToken);
        await LockAsync(connection, report, cancellationToken);
        try
        {
            if (await MigrateAsync(connection, options, report, cancellationToken) == 0)
            {
                report("nothing to do");
            }
        }
        finally
        {
            // Closing the connection ends the lock too, but only when the server notices it.
            await UnlockAsync(connection);
        }
    }

    /// <summary>Reads whether this process can migrate, and whether it has to.</summary>
    public static async Task<MigrationStanding> ReadStandingAsync(MigrateOptions options, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(options.OwnerConnectionString, cancellationToken);
        await using var command = new NpgsqlCommand(
            "select nspowner::regrole::text from pg_namespace where nspname = 'jim' and not pg_has_role(nspowner, 'usage')", connection);
        return await command.ExecuteScalarAsync(cancellationToken) is string owner
            ? new(owner, IsCurrent: false)
            : new(OtherOwner: null, await IsCurrentAsync(connection, options, cancellationToken));
    }

    private static async Task<bool> IsCurrentAsync(
        NpgsqlConnection connection, MigrateOptions options, CancellationToken cancellationToken) =>
        options.MigrationsFolder is null
        && await Histories.IsCurrentAsync<PlatformDbContext>(connection, cancellationToken)
        && (options.Model != DataModel.Starter || await Histories.IsCurrentAsync<JimDbContext>(connection, cancellationToken));

    private static async Task<int> MigrateAsync(
        NpgsqlConnection connection, MigrateOptions options, Action<string> report, CancellationToken cancellationToken)
    {
        var done = 0;
        void Did(string line)
        {
            done++;
            report(line);
        }

        await ClusterRoles.EnsureAsync(connection, cancellationToken);
        if (!await Histories.IsCurrentAsync<PlatformDbContext>(connection, cancellationToken))
        {
            await using var platform = Histories.Platform(connection);
            await ApplyAsync(platform, Did, cancellationToken);
        }

        if (options.Model == DataModel.Starter && !await Histories.IsCurrentAsync<JimDbContext>(connection, cancellationToken))
        {
            await using var starter = Histories.Starter(connection);
            await ApplyAsync(starter, Did, cancellationToken);
        }

        if (options.MigrationsFolder is { } folder)
        {
            await TeamMigrations.ApplyAsync(connection, folder, Did, cancellationToken);
        }

        await ClusterRoles.AdmitGatewayAsync(connection, options.GatewayUser, report, cancellationToken);
        var outcomes = await TableTracker.TrackEachAsync(connection, options.Schemas, cancellationToken);
        foreach (var alike in outcomes.GroupBy(outcome => outcome.Text))
        {
            (alike.First().IsTracked ? (Action<string>)Did : report)($"{alike.Key}: {ListNames([.. alike])}");
        }

        return done;
    }

    private static string ListNames(IReadOnlyList<TrackingOutcome> outcomes)
    {
        var names = string.Join(", ", outcomes.Take(NamesToTell).Select(outcome => outcome.Table));
        return outcomes.Count > NamesToTell ? $"{names} and {outcomes.Count - NamesToTell} more" : names;
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        // Not pooled, because closing the connection must end the lock whatever happened. Without a timeout, because a migration may take
        // long.
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0, KeepAlive = 30 };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task LockAsync(NpgsqlConnection connection, Action<string> report, CancellationToken cancellationToken)
    {
        await using var attempt = CreateLockCommand("select pg_try_advisory_lock($1)", connection);
        if (await attempt.ExecuteScalarAsync(cancellationToken) is true)
        {
            return;
        }

        report("waiting for another migrate");
        await using var wait = CreateLockCommand("select pg_advisory_lock($1)", connection);
        await wait.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task UnlockAsync(NpgsqlConnection connection)
    {
        if (connection.State != ConnectionState.Open)
        {
            return;
        }

        await using var unlock = CreateLockCommand("select pg_advisory_unlock($1)", connection);
        await unlock.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static NpgsqlCommand CreateLockCommand(string sql, NpgsqlConnection connection) =>
        new(sql, connection) { Parameters = { new() { Value = LockKey } } };

    private static async Task ApplyAsync(DbContext history, Action<string> report, CancellationToken cancellationToken)
    {
        var pending = (await history.Database.GetPendingMigrationsAsync(cancellationToken)).ToArray();
        if (pending.Length == 0)
        {
            return;
        }

        try
        {
            await history.Database.MigrateAsync(cancellationToken);
        }
        catch (PostgresException error)
        {
            var left = await history.Database.GetPendingMigrationsAsync(CancellationToken.None);
            throw new MigrationException($"{left.FirstOrDefault() ?? pending[^1]} failed: {error.MessageText} ({error.SqlState})", error);
        }

        foreach (var migration in pending)
        {
            report($"applied {migration}");
        }
    }
}

/// <summary>How a database stands to the migrations of this build.</summary>
/// <param name="OtherOwner">
/// The role that owns the schema <c>jim</c>, where the connection's role is not a member of it: such a process (a gateway in production)
/// cannot migrate. Null where the schema does not exist yet, or this role may migrate it.
/// </param>
/// <param name="IsCurrent">Nothing is left to apply. False where that is not known: another owner, a folder of the team's migrations.</param>
public sealed record MigrationStanding(string? OtherOwner, bool IsCurrent);
