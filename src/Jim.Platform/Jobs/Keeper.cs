using Jim.Postgres.Diagnostics;
using Jim.Postgres.Running;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Jim.Platform.Jobs;

/// <summary>
/// Runs every <see cref="IKeeperDuty"/>, while it leads. Of all keeper processes one leads: the one whose connection holds an advisory lock
/// of Postgres. After a broken connection two may lead for a moment, so every duty must be safe to run twice at once.
/// </summary>
public sealed partial class Keeper(
    NpgsqlDataSource dataSource, IEnumerable<IKeeperDuty> duties, JobsOptions options, TimeProvider timeProvider, ILogger<Keeper> logger)
    : BackgroundService
{
    /// <summary>"jim keep" in ASCII.</summary>
    private const long LockKey = 0x6A696D206B656570;

    private readonly Outage _outage = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LeadAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                var fault = PostgresFailure.Describe(e);
                if (_outage.Begin(fault))
                {
                    Log.KeeperDatabaseLost(logger, fault);
                }
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                if (_outage.Begin(fault.GetType().Name))
                {
                    BackgroundFaults.Report(logger, "the keeper", fault);
                }
            }

            await Task.Delay(options.Sweep, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Leads until the connection breaks or the process stops. Returns at once when another keeper leads.</summary>
    private async Task LeadAsync(CancellationToken stopping)
    {
        await using var connection = await dataSource.OpenConnectionAsync(stopping);
        var leads = await LockAsync(connection, stopping);
        if (_outage.End())
        {
            Log.KeeperDatabaseFound(logger);
        }

        if (!leads)
        {
            return;
        }

        Log.KeeperLeads(logger);
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var work = Task.WhenAll(duties.Select(d => DoAsync(d, leading.Token)));
        try
        {
            await HoldAsync(connection, stopping);
        }
        finally
        {
            await leading.CancelAsync();
            await work;
            await UnlockAsync(connection);
        }
    }

    private static async Task<bool> LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock($1)", connection);
        command.Parameters.Add(new() { Value = LockKey });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>
    /// Waits while the session that holds the lock answers. Throws when it does not; returns when the process stops.
    /// </summary>
    private async Task HoldAsync(NpgsqlConnection connection, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Sweep, timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await using var command = new NpgsqlCommand("select 1", connection) { CommandTimeout = 10 };
                await command.ExecuteScalarAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process stops; another keeper takes the lock.
        }
    }

    /// <summary>
    /// Frees the lock, because the connection goes back to the pool and its session, which would keep the lock, lives on.
    /// </summary>
    private static async Task UnlockAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // A broken session has no lock.
        }
    }

    private async Task DoAsync(IKeeperDuty duty, CancellationToken cancellationToken)
    {
        var outage = new Outage();
        for (var isFirst = true; !cancellationToken.IsCancellationRequested; isFirst = false)
        {
            try
            {
                await duty.RunAsync(isFirst, cancellationToken);
                if (outage.End())
                {
                    Log.KeeperDutyRecovered(logger, duty.GetType().Name);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                var fault = PostgresFailure.Describe(e);
                if (outage.Begin(fault))
                {
                    Log.KeeperDutyFailed(logger, duty.GetType().Name, fault, e.StackTrace);
                }
            }

            await Task.Delay(duty.Every, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.KeeperLeads, LogLevel.Information, "This keeper leads.")]
        public static partial void KeeperLeads(ILogger logger);

        [LoggerMessage(LogEvents.KeeperDatabaseLost, LogLevel.Warning, "The keeper lost its database connection ({Fault}).")]
        public static partial void KeeperDatabaseLost(ILogger logger, string fault);

        [LoggerMessage(LogEvents.KeeperDatabaseFound, LogLevel.Information, "The keeper reaches its database again.")]
        public static partial void KeeperDatabaseFound(ILogger logger);

        [LoggerMessage(LogEvents.KeeperDutyFailed, LogLevel.Warning, "The keeper's {Duty} failed ({Fault}); it is tried again.\n{Stack}")]
        public static partial void KeeperDutyFailed(ILogger logger, string duty, string fault, string? stack);

        [LoggerMessage(LogEvents.KeeperDutyRecovered, LogLevel.Information, "The keeper's {Duty} succeeds again.")]
        public static partial void KeeperDutyRecovered(ILogger logger, string duty);
    }
}
