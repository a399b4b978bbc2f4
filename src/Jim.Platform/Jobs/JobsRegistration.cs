using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Jim.Platform.Jobs;

/// <summary>Puts the Jobs room into a process.</summary>
public static class JobsRegistration
{
    /// <summary>
    /// Needs <see cref="Npgsql.NpgsqlDataSource"/> (the login role) and <see cref="Messaging.IMessageBus"/>. Each room adds
    /// its own handlers and duties.
    /// </summary>
    /// <param name="runsJobs">The process is a worker.</param>
    /// <param name="keeps">The process is a keeper: one of them leads.</param>
    public static IServiceCollection AddJimJobs(this IServiceCollection services, JobsOptions options, bool runsJobs, bool keeps)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options).AddSingleton<JobStore>().AddSingleton<JobQueue>();
        if (runsJobs)
        {
            services.AddSingleton<JobRunner>().AddHostedService<JobWorker>();
        }

        if (keeps)
        {
            services.AddSingleton<IKeeperDuty, Sweeper>().AddSingleton<IKeeperDuty, EventRelay>().AddSingleton<IKeeperDuty, JobCounts>()
                .AddHostedService<Keeper>();
        }

        return services;
    }
}
