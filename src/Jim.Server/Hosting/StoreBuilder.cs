using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Stores;
using Jim.Server.Settings;

namespace Jim.Server.Hosting;

/// <summary>Makes the stores that the settings name.</summary>
public static class StoreBuilder
{
    public static FileTargets Build(JimSettings settings, TimeProvider timeProvider) =>
        new([.. settings.BuildTargets().Select(Build)], timeProvider);

    private static IObjectStore Build(TargetSettings target) => target.Folder is { } folder
        ? new DirectoryStore(target.Name, folder, target.MakesFolder)
        : new S3Store(new S3Options(
            target.Name, target.Endpoint!, target.Region, target.Bucket, target.AccessKeyId!, target.SecretAccessKey!)
        {
            Prefix = target.Prefix,
            StorageClass = target.StorageClass,
        });
}
