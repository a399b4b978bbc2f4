using Jim.Platform.Jobs;
using Jim.Postgres.Diagnostics;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Jim.Platform.Extensions;

/// <summary>
/// Sends the commands that are due by their <c>Cron</c>, each time once: a row for each command has the last time that was done, and the
/// job is stored by the statement that moves it on. Of several keepers that lead for a moment one does so.
/// </summary>
public sealed partial class CommandSchedule(
    ExtensionSet extensions, NpgsqlDataSource dataSource, JobQueue queue, TimeProvider timeProvider, ILogger<CommandSchedule> logger)
    : IKeeperDuty
{
    /// <summary>
    /// The time after which the command may be due: a new command, another expression, and a clock that was set back by more than an hour
    /// begin now. After a smaller step back nothing is done twice.
    /// </summary>
    private const string BeginSql = """
        with begun as (
          insert into jim.schedules as s (command, cron, due) values ($1, $2, $3)
          on conflict (command) do update set cron = excluded.cron, due = excluded.due
          where s.cron <> excluded.cron or s.due > excluded.due + interval '1 hour'
          returning due)
        select due from begun union all select due from jim.schedules where command = $1 and not exists (select from begun)
        """;

    /// <summary>In a lane, where it must not overlap with a run that has not ended: that is then the run of this time too.</summary>
    private const string SendSql = """
        with turn as (
          update jim.schedules set due = $2 where command = $1 and due < $2 and cron = $3 returning true
        ), sent as (
          insert into jim.jobs (id, kind, priority, payload, owner_id, caller, attempts_max, run_at, lane)
          select $4, $5, $6::jim.job_priority, $7, null, $8, $9, $2, $10 from turn
          where not exists (select from jim.jobs where lane = $10 and state in ('queued', 'running'))
          returning true)
        select exists (select from turn), exists (select from sent)
        """;

    private readonly Dictionary<string, DateTimeOffset> _next = new(StringComparer.Ordinal);

    /// <summary>Who runs what nobody has sent: the service account, which sees every row and writes in jobs.</summary>
    public static Caller Service { get; } =
        new("jim_service", "jim-service", ["jim-service"], "jim-service", Email: null, "jim-service", ExpiresAt: null);

    public TimeSpan Every => TimeSpan.FromSeconds(1);

    public async Task RunAsync(bool isFirst, CancellationToken cancellationToken)
    {
        if (isFirst)
        {
            _next.Clear(); // another keeper may have led meanwhile
        }

        var now = timeProvider.GetUtcNow();
        foreach (var command in extensions.Commands)
        {
            // Looked at again every hour, in case that the clock was set back.
            if (command.Cron is { } cron
                && (!_next.TryGetValue(command.Name, out var next) || next <= now || next > now + TimeSpan.FromHours(1)))
            {
                await RunAsync(command, cron, now, cancellationToken);
            }
        }
    }

    private async Task RunAsync(CommandDefinition command, CommandCron cron, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var begin = dataSource.CreateCommand(BeginSql, command.Name, cron.Text, now);
        if (await begin.ExecuteScalarAsync(cancellationToken) is not DateTime begun)
        {
            return; // another keeper has added the row at this moment, and this statement's snapshot does not have it
        }

        var last = new DateTimeOffset(begun);
        if (cron.FindLatest(last, now) is { } due)
        {
            await SendAsync(command, cron, due, cancellationToken);
            last = due;
        }

        var next = cron.FindNext(last > now ? last : now) ?? DateTimeOffset.MaxValue;
        var soon = now + TimeSpan.FromHours(1);
        _next[command.Name] = next < soon ? next : soon;
    }

    private async Task SendAsync(CommandDefinition command, CommandCron cron, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var lane = command.Attribute.Overlaps ? null : $"cron {command.Name}";
        await using var send = dataSource.CreateCommand(
            SendSql, command.Name, due.ToUniversalTime(), cron.Text, id, command.Kind, CommandQueue.FindLabel(command.Priority),
            CommandQueue.Json(CommandJson.WritePayload("{}", due)), CommandQueue.Json(JobCaller.Write(Service)),
            command.Attribute.AttemptsMax, new NpgsqlParameter { Value = (object?)lane ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        bool isTurn, isSent;
        await using (var reader = await send.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            (isTurn, isSent) = (reader.GetBoolean(0), reader.GetBoolean(1));
        }

        if (isSent)
        {
            await queue.HintAsync(id, command.Kind, command.Priority, cancellationToken);
        }
        else if (isTurn)
        {
            Log.CommandSkipped(logger, command.Name, due);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogEvents.CommandSkipped, LogLevel.Warning,
            "The command {Command} was due at {Due}, but its last run has not ended; it is not run for this time.")]
        public static partial void CommandSkipped(ILogger logger, string command, DateTimeOffset due);
    }
}
