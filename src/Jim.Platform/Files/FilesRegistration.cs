using Jim.Platform.Files.Spooling;
using Jim.Platform.Files.Stores;
using Jim.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Jim.Platform.Files;

/// <summary>Registers the services that receive, store and serve files.</summary>
public static class FilesRegistration
{
    /// <summary>Needs <see cref="Npgsql.NpgsqlDataSource"/> (the login role) and what <see cref="JobsRegistration"/> adds.</summary>
    /// <param name="makeTargets">Makes the stores, most wanted first.</param>
    public static IServiceCollection AddJimFiles(
        this IServiceCollection services, FilesOptions options, Func<IServiceProvider, IReadOnlyList<IObjectStore>> makeTargets)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(options)
            .AddSingleton(_ => new Spool(options.SpoolPath, options.SpoolFreeMin))
            .AddSingleton(provider => new FileTargets(makeTargets(provider)))
            .AddSingleton<FileUploads>()
            .AddSingleton<FileProofs>()
            .AddSingleton<UploadAdmission>()
            .AddSingleton<FileDownloads>()
            .AddSingleton<FileLinkSource>()
            .AddSingleton<IJobHandler, FileStoreHandler>()
            .AddSingleton<IKeeperDuty, SpoolSweep>();
    }
}
