using Jim.Platform.Cache;
using Jim.Platform.Messaging;
using Jim.Server.Settings;
using Npgsql;

namespace Jim.Server.Health;

/// <summary>Asks each service of this process whether it answers.</summary>
public sealed class ServiceChecks(JimSettings settings, NpgsqlDataSource dataSource, ICacheStore cache, IMessageBus bus)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<ServiceCheck>> RunAsync(CancellationToken cancellationToken)
    {
        var checks = new List<ServiceCheck> { await PostgresAsync(cancellationToken) };
        if (cache is RedisCacheStore redis)
        {
            var answers = await redis.PingAsync(cancellationToken);
            checks.Add(new(
                "redis", false, answers, "result cache", "Check REDIS_URL and that Redis runs; until then every query goes to Postgres."));
        }

        if (settings.RabbitMqUrl is not null)
        {
            checks.Add(new(
                "rabbitmq", false, bus.IsConnected, "queues",
                "Check RABBITMQ_URL and that RabbitMQ runs; until then jobs wait in Postgres."));
        }

        return checks;
    }

    private async Task<ServiceCheck> PostgresAsync(CancellationToken cancellationToken)
    {
        const string Cure = "Check DATABASE_URL and that Postgres runs and takes connections.";
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            await using var command = dataSource.CreateCommand("select current_setting('server_version')");
            return new("postgres", true, true, $"PostgreSQL {await command.ExecuteScalarAsync(deadline.Token)}", Cure);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            return new("postgres", true, false, "PostgreSQL", Cure);
        }
    }
}
