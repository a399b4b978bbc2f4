using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Mirrors;
using Jim.Platform.Files.Stores;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Hosting;

/// <summary>Makes the stores and mirrors that the settings name.</summary>
public static class StoreBuilder
{
    /// <param name="dataSource">
    /// Where it stands which mark the folders of targets have. Null: there is no database yet, and folders are taken as they are.
    /// </param>
    public static FileTargets Build(JimSettings settings, NpgsqlDataSource? dataSource, TimeProvider timeProvider) =>
        new([.. settings.BuildTargets().Select(target => Build(target, dataSource))], timeProvider);

    public static MirrorTargets BuildMirrors(JimSettings settings, NpgsqlDataSource dataSource, TimeProvider timeProvider) =>
        new([
            .. settings.Targets.Where(t => t.Mirror is not null).Select(target => new MirrorTarget(
                target.Mirror!, new DirectoryMirror(target.Folder!, BuildMark(target, dataSource)), timeProvider)),
        ]);

    /// <summary>Gives the target's folder its mark, whatever it has in it.</summary>
    public static Task AdoptAsync(TargetSettings target, NpgsqlDataSource dataSource, CancellationToken cancellationToken) =>
        BuildMark(target, dataSource).AdoptAsync(new MarkedDirectory(target.Folder!), cancellationToken);

    private static IObjectStore Build(TargetSettings target, NpgsqlDataSource? dataSource) => target.Folder is { } folder
        ? new DirectoryStore(
            target.Name, folder, target.MakesFolder || dataSource is null ? null : BuildMark(target, dataSource))
        : new S3Store(new S3Options(
            target.Name, target.Endpoint!, target.Region, target.Bucket, target.AccessKeyId!, target.SecretAccessKey!)
        {
            Prefix = target.Prefix,
            StorageClass = target.StorageClass,
        });

    private static FolderMark BuildMark(TargetSettings target, NpgsqlDataSource dataSource) => new(
        new StoredIdentity(dataSource, target.Name, target.Mirror is null ? "copy" : "mirror", $"directory {target.Folder}"),
        takesFilled: target.Mirror is null);
}
