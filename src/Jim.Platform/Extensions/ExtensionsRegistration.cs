using Jim.Platform.Identity;
using Jim.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Jim.Platform.Extensions;

/// <summary>Registers the commands of extensions: their mutations, and in a worker their handlers.</summary>
public static class ExtensionsRegistration
{
    /// <summary>The key of the connections of commands.</summary>
    public const string ConnectionsKey = "jim-commands";

    public static IServiceCollection AddJimExtensions(
        this IServiceCollection services, ExtensionSet extensions, bool runsJobs, bool keeps)
    {
        services.AddSingleton(extensions).AddSingleton<CommandQueue>();
        if (keeps)
        {
            services.AddSingleton<IKeeperDuty, CommandSchedule>();
        }

        if (!runsJobs)
        {
            return services;
        }

        services.AddSingleton<ExtensionServices>();
        foreach (var command in extensions.Commands)
        {
            services.AddSingleton<IJobHandler>(p => new CommandHandler(
                command, p.GetRequiredService<ExtensionServices>(), p.GetRequiredService<JobStore>(),
                p.GetRequiredKeyedService<NpgsqlDataSource>(ConnectionsKey), p.GetRequiredService<RoleMap>(),
                p.GetRequiredService<TimeProvider>()));
        }

        return services;
    }
}
