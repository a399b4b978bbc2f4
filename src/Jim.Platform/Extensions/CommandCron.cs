using Cronos;

namespace Jim.Platform.Extensions;

/// <summary>When a command is due by itself.</summary>
/// <param name="Text">The expression and its time zone, as <c>jim.schedules</c> keeps them to notice another one.</param>
public sealed record CommandCron(string Text, CronExpression Expression, TimeZoneInfo Zone)
{
    /// <exception cref="ExtensionException">There is no such expression or time zone.</exception>
    public static CommandCron Read(Type command, string cron, string zone)
    {
        try
        {
            return new CommandCron($"{cron} {zone}", CronExpression.Parse(cron), TimeZoneInfo.FindSystemTimeZoneById(zone));
        }
        catch (CronFormatException e)
        {
            throw new ExtensionException(
                $"The command {command} has the Cron '{cron}': {e.Message} Write minute, hour, day, month and day of the week, as "
                + "\"0 3 * * *\".");
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new ExtensionException(
                $"The command {command} has the TimeZone '{zone}', which this machine does not know. Name one of tzdata, as "
                + "Europe/Berlin.");
        }
    }

    /// <summary>The next time after this one; null: never.</summary>
    public DateTimeOffset? FindNext(DateTimeOffset after) => Expression.GetNextOccurrence(after, Zone);

    /// <summary>The latest time after <paramref name="after"/> that has come; null: none has.</summary>
    public DateTimeOffset? FindLatest(DateTimeOffset after, DateTimeOffset now)
    {
        if (!(FindNext(after) <= now))
        {
            return null;
        }

        // Looks back twice as far each time, so that a year of minutes is not walked through.
        for (var span = TimeSpan.FromMinutes(1); ; span *= 2)
        {
            var from = now - after > span ? now - span : after;
            if (Expression.GetOccurrences(from, now, Zone, fromInclusive: false, toInclusive: true).ToList() is [.., var latest])
            {
                return latest;
            }
        }
    }
}
