using Cronos;
using Jim.Platform.Files.Mirrors;

namespace Jim.Server.Settings;

/// <summary>Reads what the file of <c>JIM_TARGETS</c> says of a mirror.</summary>
internal static class MirrorInFile
{
    /// <summary>Null: the target keeps copies. Throws <see cref="SettingsException"/>.</summary>
    public static MirrorOptions? Read(TargetInFile target, string name) => target switch
    {
        { Role: "mirror" } => new MirrorOptions(name)
        {
            Delete = target.Delete switch
            {
                null or "keep" => MirrorDelete.Keep,
                "trash" => MirrorDelete.Trash,
                "delete" => MirrorDelete.Delete,
                var other => throw Refuse($"{name} has the delete '{other}'. It takes: keep, trash, delete."),
            },
            BrakeShare = target.Brake?.Share switch
            {
                null => new MirrorOptions(name).BrakeShare,
                >= 0 and <= 1 and var share => share,
                _ => throw Refuse($"the brake of {name} needs a share between 0 and 1."),
            },
            BrakeFiles = target.Brake?.Files switch
            {
                null => new MirrorOptions(name).BrakeFiles,
                >= 0 and var files => files,
                _ => throw Refuse($"the brake of {name} needs files of at least 0."),
            },
            AllVersions = target.Versions switch
            {
                null or "current" => false,
                "all" => true,
                var other => throw Refuse($"{name} has the versions '{other}'. It takes: current, all."),
            },
            Schedule = target.Schedule is { } schedule ? ReadSchedule(name, schedule) : new MirrorOptions(name).Schedule,
        },
        { Role: not (null or "copy") } => throw Refuse($"{name} has the role '{target.Role}'. It takes: copy, mirror."),
        { Delete: null, Brake: null, Versions: null, Schedule: null } => null,
        _ => throw Refuse($"{name} keeps copies: delete, brake, versions and schedule are of the role mirror."),
    };

    private static CronExpression ReadSchedule(string name, string schedule)
    {
        try
        {
            return CronExpression.Parse(schedule);
        }
        catch (CronFormatException e)
        {
            throw Refuse(
                $"{name} has the schedule '{schedule}': {e.Message} Write minute, hour, day, month and day of the week, as 0 3 * * *.");
        }
    }

    private static SettingsException Refuse(string why) => new($"JIM_TARGETS: {why}");
}
