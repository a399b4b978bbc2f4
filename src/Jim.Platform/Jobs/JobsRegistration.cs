using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Jim.Platform.Jobs;

/// <summary>Registers the services that queue, run and supervise jobs.</summary>
public static class JobsRegistration
{
    /// <summary>
    /// Needs <see cref="Npgsql.NpgsqlDataSource"/> (the login role) and <see cref="Messaging.IMessageBus"/>. The parts
    /// that have jobs register their own <see cref="IJobHandler"/> and <see cref="IKeeperDuty"/>.
    /// </summary>
    /// <param name="runsJobs">True: the process is a worker.</param>
    /// <param name="keeps">True: the process is a keeper, of which one leads.</param>
    public static IServiceCollection AddJimJobs(this IServiceCollection services, JobsOptions options, bool runsJobs, bool keeps)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options).AddSingleton<JobStore>().AddSingleton<JobQueue>().AddSingleton<JobReplay>()
            .AddSingleton<JobEnds>().AddSingleton<JobCancellation>();
        if (runsJobs)
        {
            services.AddSingleton<JobRunner>().AddSingleton<JobTurns>().AddHostedService<JobWorker>();
        }

        if (keeps)
        {
            services.AddSingleton<IKeeperDuty, Sweeper>().AddSingleton<IKeeperDuty, EventRelay>().AddSingleton<IKeeperDuty, JobCounts>()
                .AddSingleton<OldRows>().AddSingleton<OldChanges>().AddSingleton<IKeeperDuty, TrimDuty>().AddHostedService<Keeper>();
        }

        return services;
    }
}
