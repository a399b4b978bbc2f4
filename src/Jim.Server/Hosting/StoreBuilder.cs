using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Mirrors;
using Jim.Platform.Files.Sftp;
using Jim.Platform.Files.Stores;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Hosting;

/// <summary>Makes the stores and mirrors that the settings name.</summary>
public static class StoreBuilder
{
    /// <param name="dataSource">
    /// Where it stands which mark the folders of targets have. Null: there is no database yet, and folders that are there are taken as they
    /// are.
    /// </param>
    public static FileTargets Build(JimSettings settings, NpgsqlDataSource? dataSource, TimeProvider timeProvider) =>
        new([.. settings.BuildTargets().Select(target => Build(target, dataSource))], timeProvider);

    public static MirrorTargets BuildMirrors(JimSettings settings, NpgsqlDataSource dataSource, TimeProvider timeProvider) =>
        new([
            .. settings.Targets.Where(t => t.Mirror is not null).Select(target => new MirrorTarget(
                target.Mirror!, BuildMirror(target, BuildMark(target, dataSource)), timeProvider)),
        ]);

    /// <summary>Gives the target's folder its mark, whatever it has in it.</summary>
    public static async Task AdoptAsync(TargetSettings target, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var mirror = BuildMirror(target, BuildMark(target, dataSource));
        await mirror.AdoptAsync(cancellationToken);
    }

    private static IMirrorFolder BuildMirror(TargetSettings target, FolderMark mark) => target.Sftp is { } sftp
        ? new SftpMirror(new SftpFolder(sftp), mark)
        : new DirectoryMirror(target.Folder!, mark);

    private static IObjectStore Build(TargetSettings target, NpgsqlDataSource? dataSource)
    {
        var mark = target.MakesFolder || dataSource is null ? null : BuildMark(target, dataSource);
        return target switch
        {
            { Folder: { } folder } => new DirectoryStore(target.Name, folder, target.MakesFolder, mark),
            { Sftp: { } sftp } => new SftpStore(target.Name, new SftpFolder(sftp), mark),
            _ => new S3Store(new S3Options(
                target.Name, target.Endpoint!, target.Region, target.Bucket, target.AccessKeyId!, target.SecretAccessKey!)
            {
                Prefix = target.Prefix,
                StorageClass = target.StorageClass,
            }),
        };
    }

    private static FolderMark BuildMark(TargetSettings target, NpgsqlDataSource dataSource) => new(
        new StoredIdentity(
            dataSource, target.Name, target.Mirror is null ? "copy" : "mirror", target.Sftp?.ToString() ?? $"directory {target.Folder}"),
        takesFilled: target.Mirror is null);
}
